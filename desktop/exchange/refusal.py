"""Why a workbook cannot be read, in sentences that name the cause and what to do."""

from models.words import N_, SentenceError, _

_SENTENCES = {
    "missing": N_("找不到文件“{name}”，请确认它没有被移动或改名。"),
    "no-file": N_("“{name}”不是文件，可能是一个文件夹。请选择一份 xlsx、xls、ods 或 csv 文件。"),
    "permission": N_("无法读取“{name}”：没有权限，或文件正被其他程序占用。请关闭占用它的程序，或复制到本机后重试。"),
    "empty": N_("“{name}”是空文件，里面没有任何内容。请向发送者重新索取。"),
    "damaged": N_("“{name}”已损坏或不完整，无法打开。请重新下载或复制，或在表格软件中打开后另存为 xlsx 再导入。"),
    "encrypted": N_("“{name}”设有打开密码（已加密）。请在表格软件中输入密码打开，取消密码后另存，再导入。"),
    "html": N_("“{name}”其实是网页（HTML），不是工作簿。请在表格软件中打开，另存为 xlsx 后再导入。"),
    "pdf": N_("“{name}”其实是 PDF 文件，不是工作簿。请向发送者索取 xlsx 或 csv 格式的原表。"),
    "image": N_("“{name}”其实是图片，不是工作簿。请向发送者索取 xlsx 或 csv 格式的原表。"),
    "format": N_("“{name}”是{detail}，不是可以导入的表格。请另存为 xlsx、xls、ods 或 csv 后再导入。"),
    "old-excel": N_(
        "“{name}”是旧版 Excel（4.0 工作簿，或没有外壳的 5.0）的文件，本程序不能直接读取。请用 WPS 表格、Excel 或 LibreOffice 打开，"
        "另存为 xlsx 后再导入。"
    ),
    "beside": N_("“{name}”是{detail}，里面没有数据。请选择表格文件本身。"),
    "too-large": N_(
        "“{name}”展开后的内容过大，超过了可以读取的上限。请删去多余的行、列和空白格式，或拆成几个文件再导入。"
    ),
    "far-cell": N_(
        "“{name}”的表格范围过大：在很远的单元格 {detail} 处还有内容。请删除数据区以外的行和列，保存后再导入。"
    ),
    "xml-entities": N_(
        "“{name}”的内容异常：含有不安全的实体定义（DOCTYPE），已拒绝读取。请在表格软件中打开后另存再导入。"
    ),
    "encoding": N_("“{name}”的文字编码无法识别，可能已损坏。请在表格软件中打开，另存为 xlsx 后再导入。"),
    "no-data": N_("“{name}”里没有可以导入的数据：各工作表都是空的。请确认选对了文件。"),
    "clipboard": N_("剪贴板里没有可以导入的表格。请在表格软件里选中要导入的几行几列，复制后再粘贴。"),
    "no-worksheet": N_("“{name}”里没有数据：只有图表，没有工作表。请索取含有数据表的文件。"),
    "no-heading": N_(
        "“{name}”里没有找到表头：前几行中没有要导入的栏目名称，如“姓名”“身份证号”。请确认选对了文件和类别。"
    ),
    "no-rows": N_("“{name}”里只有表头，没有数据行，是空表。请确认选对了文件。"),
    "no-sheet": N_("“{name}”里没有名为“{detail}”的工作表，请重新选择。"),
    "timeout": N_(
        "读取“{name}”的时间过长，已停止，文件可能过大或已损坏。请在表格软件中打开后另存为 xlsx，或拆成几个文件再导入。"
    ),
    "memory": N_("“{name}”的内容过大或已损坏，读取它需要的内存超过上限，已停止。请删去多余的行和列，另存后再导入。"),
    "incomplete": N_(
        "没有读“{name}”：本程序读这种文件的部分不见了，可能被杀毒软件隔离。文件没有问题，请重新安装双元后再导入。"
    ),
}
_KINDS = {
    "word": N_("文字文档（Word）"),
    "slides": N_("演示文稿"),
    "archive": N_("压缩包"),
    "xml": N_("XML 格式的旧式表格"),
    "unknown": N_("无法识别的文件"),
    "shortcut": N_("快捷方式"),
    "owner": N_("表格打开时的临时文件"),
}


class Refused(SentenceError):  # noqa: N818 - an answer to the person, not a fault of the program
    """A file that cannot be imported: `reason` for the program, `sentence` for the person."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def is_known(reason: str) -> bool:
    """Whether there is a sentence for a reason."""
    return reason in _SENTENCES


def refused(reason: str, name: str, detail: str = "") -> Refused:
    """The refusal of the file `name` for a reason of this module, with its sentence in the language in use."""
    shown = _(_KINDS[detail]) if detail in _KINDS else detail
    sentence = _(_SENTENCES[reason]).format(name=name, detail=shown)
    return Refused(
        "no-data" if reason.startswith("no-") and reason not in ("no-sheet", "no-file") else reason, sentence
    )
