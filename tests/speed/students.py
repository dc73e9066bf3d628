"""Many students with real names, quickly: the material of the measurements."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from stdnum.cn import ric

from models.database.database import Database
from models.database.storage import pieces
from models.schema.fields import entity_named

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂子轩宇浩然雨桐思琪佳怡梓涵欣博文昊天晨曦嘉诚雅婷俊凯志远晓东海燕建华国庆玉兰春梅红云飞鹏程瑞雪冰洁诗语墨"


def rows(count: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Students as the door takes them; numbers are unique, sequence codes synthetic, those of each seed its own."""
    chance = random.Random(seed)
    frequent = [1 / (place + 7) for place in range(len(SURNAMES))]  # about one in twenty is called 王
    for number in range(count):
        born = date(2004, 1, 1) + timedelta(days=number % 2500)
        sequence = 1000 - 4 * seed + chance.randrange(4)
        stem = f"{210100 + number // 2500 % 800:06d}{born:%Y%m%d}{sequence}"
        yield {
            "name": chance.choices(SURNAMES, frequent)[0]
            + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2)))),
            "student_number": f"{2020 + number % 5}{number:07d}",
            "gender": "1" if sequence % 2 else "2",
            "birth_date": born,
            "id_number": stem + ric.calc_check_digit(stem + "0"),
            "ethnicity": chance.choice(("01", "01", "01", "11")),
            "political_status": chance.choice(("03", "13")),
            "phone": f"1300000{number % 10000:04d}",
            "home_address": "沈阳市铁西区建设大路 1 号",
            "source_region": "210106",
            "boarding": chance.choice(("1", "2")),
        }


def fill(database: Database, count: int, piece: int = 50_000, seed: int = 1) -> None:
    """Write so many students through the door, in several acts so that memory stays flat."""
    student = entity_named("student")
    for number, some in enumerate(pieces(rows(count, seed), piece)):
        with database.transaction(f"测速 {number}") as tx:
            tx.insert_many(student, some)
