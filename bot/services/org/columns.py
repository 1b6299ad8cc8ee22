"""The tables of an organisation file: sheet names, headers, and the other words that offices use for them."""

from bot.services.tables import Column, TableKind

_EMAIL = ("メール", "e-mail", "eメール", "mail", "メアド", "電子メール", "アドレス", "emailaddress")
_NAME = ("名前", "職員名", "職員氏名", "fullname")
_DEPARTMENT = ("所属名", "所属課", "部署", "部署名", "課", "課名", "課所名", "課室", "組織", "organisation")
_SLOTS = ("コマ数", "コマ", "週のコマ数", "週コマ", "slots", "slotsperweek", "半日数")

DEPARTMENTS = TableKind(
    "departments",
    "所属",
    (
        Column("name", "所属名", ("所属", *_DEPARTMENT[1:], "department"), required=True),
        Column("division", "部局", ("部", "部名", "部局名", "局")),
        Column("nominator", "推薦する人", ("推薦者", "推薦担当", "推薦を頼む人", "取りまとめ役", "代表者")),
    ),
    ("所属一覧", "部署", "部署一覧", "組織", "department"),
)
PEOPLE = TableKind(
    "people",
    "職員",
    (
        Column("name", "氏名", _NAME, required=True),
        Column("email", "メールアドレス", _EMAIL, required=True),
        Column("department", "所属", _DEPARTMENT, required=True),
        Column("position", "職名", ("役職", "職", "職位", "補職名", "title")),
        Column("is_office", "事務局", ("事務局担当", "office")),
    ),
    ("職員一覧", "職員名簿", "名簿", "staff"),
)
GROUPS = TableKind(
    "groups",
    "ワーキンググループ",
    (
        Column("slug", "識別子", ("id", "コード", "略号", "キー"), required=True),
        Column("name", "名称", ("グループ名", "wg名", "ワーキンググループ名", "名前"), required=True),
        Column("mission", "使命", ("目的", "役割", "ミッション", "担当する内容", "所掌"), required=True),
        Column("selection", "メンバーの選び方", ("選び方", "選出方法", "選任方法", "メンバー選出"), required=True),
        Column("slots_per_week", "週コマ数", _SLOTS),
        Column("channel", "チャンネル", ("チャンネル名", "slackチャンネル")),
        Column("first_look_within", "最初の返事までの日数", ("最初の返事", "返事までの日数", "初回返答日数")),
        Column("decide_within", "判断までの日数", ("判断", "回答までの日数", "標準処理期間")),
        Column("examples", "例", ("提案の例", "例示", "具体例")),
        Column("blind", "提案者を伏せる", ("匿名審査", "匿名", "名前を伏せる")),
        Column("related", "関係課", ("関係する課", "関係所属", "関係部署", "関連課")),
    ),
    ("wg", "グループ", "ワーキンググループ一覧", "workinggroups"),
)
MEMBERSHIPS = TableKind(
    "memberships",
    "メンバー",
    (
        Column("group", "ワーキンググループ", ("wg", "グループ", "wg名", "グループ名", "識別子"), required=True),
        Column("email", "メールアドレス", _EMAIL, required=True),
        Column("name", "氏名", _NAME),
        Column("role", "役割", ("区分", "立場"), required=True),
        Column("slots", "週コマ数", (*_SLOTS, "割当コマ数")),
    ),
    ("メンバー一覧", "構成員", "構成員名簿", "members"),
)
KINDS = (MEMBERSHIPS, GROUPS, PEOPLE, DEPARTMENTS)
EXPLANATION_SHEET = "説明"
