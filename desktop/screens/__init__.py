"""What a screen of an entity is made of, as data: that of an entity of models.entities.people stands in people, and so on."""
