# Every habit of the project has one name here; `make help` lists them.

PYTHON3 ?= python3
PYTHON := .venv/bin/python
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help setup run test lint check format catalogue lock screenshots pictures bench mutants trust bundle deb exe package-check arm-check clean

help: ## 显示这份说明
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## 建立 .venv，安装锁定的依赖，检查 Qt 所需的系统库
	@$(PYTHON3) packaging/prepare.py

run: setup ## 没有数据库时在 out/ 里建示例（SAMPLE=school 为一所学校的），把报表打印到 out/，再打开窗口
	@SAMPLE=$(SAMPLE) $(PYTHON) packaging/try_out.py

test: setup ## 运行全部测试
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q -n $(WORKERS) --dist loadfile $(PYTEST_OPTIONS)

lint: setup ## 静态检查：格式、类型、分层、迁移、词表
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy --strict --no-error-summary models desktop packaging
	@.venv/bin/lint-imports --no-logo > .venv/lint-imports.txt || { cat .venv/lint-imports.txt; false; }
	@$(PYTHON) -m models.migrations check
	@$(PYTHON) packaging/catalogue.py check

check: lint test ## 静态检查，再运行全部测试

format: setup ## 按约定的格式重排代码
	@$(PYTHON) -m ruff check --fix --quiet --exit-zero .
	@$(PYTHON) -m ruff format --quiet .

catalogue: setup ## 收集界面文字，更新并编译词表，列出缺少的译文
	@$(PYTHON) packaging/catalogue.py update

COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate $(UPGRADE) \
	--custom-compile-command 'make lock'

lock: setup ## 按 pyproject.toml 重写 packaging 里的两份 .lock（各平台的版本和校验值）；UPGRADE=-U 时换成最新的
	@$(COMPILE) --extra dev --output-file packaging/requirements.lock pyproject.toml
	@$(COMPILE) --extra bundle --constraint packaging/requirements.lock --output-file packaging/bundle.lock pyproject.toml

screenshots: setup ## 把每个界面存成图片，放在 out/screenshots
	@$(PYTHON) -m tests.tour out/screenshots

pictures: setup ## 重画 README 和手册里的图片；手册的照各条步骤在窗口里走一遍
	@$(PYTHON) packaging/pictures.py

bench: setup ## 测速：与同一次运行里的下限相比
	@$(PYTHON) -m tests.speed

mutants: setup ## 逐处改错代码，看测试能不能发现（约二十分钟）
	@$(PYTHON) -m tests.mutants $(MUTANTS)

trust: setup ## 试数据可靠：每一个断点、每一种损坏都试，最后列出量到的数（约半小时）
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q -n $(WORKERS) --dist loadfile --whole tests/trust tests/desktop/test_bad_luck.py

bundle: setup ## 把程序和它需要的一切放进一个文件夹 dist/shuangyuan，不需要 Python 就能运行
	@$(PYTHON) packaging/bundle.py

deb: $(if $(BASE),setup,bundle) ## 制作安装包 dist/shuangyuan_版本_架构.deb；BASE=文件夹 时在其中的 Debian 11 里制作，旧系统也能用
	@$(PYTHON) packaging/linux/$(if $(BASE),debian11.py $(BASE),deb.py)

package-check: setup ## 制作、安装、自检、在装好的程序上照手册走完前五篇、卸载，看数据还在（需要 root）
	@$(PYTHON) packaging/linux/trial.py

arm-check: setup ## 用 ARM 电脑上的 Qt 版本走一遍各界面
	@$(PYTHON) packaging/linux/arm.py

exe: setup ## 制作 Windows 安装程序 dist/shuangyuan-版本-setup.exe（需要 nsis 和 gcc-mingw-w64-x86-64-win32）
	@$(PYTHON) packaging/windows/exe.py

clean: ## 删除生成的文件，保留 .venv 和数据库
	@rm -rf out build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
