export const ja = {
  // 全体
  sandbox: "サンドボックス", skip: "メッセージへ移動（F6キーで次の場所へ）", close: "閉じる", cancel: "やめる", save: "保存", back: "戻る", ok: "OK", remove: "外す",
  loading: "読み込んでいます…", today: "今日", yesterday: "昨日", tomorrow: "明日", language: "English", languageName: "表示を英語に切り替える",
  offline: "サンドボックスとの接続が切れました。つなぎ直しています…", online: "つながりました。",
  viewGone: "この画面はもう閉じています。もう一度開いてください。", refusedBecause: "サンドボックスが受け付けませんでした（{code}）。",
  failed: "できませんでした：{reason}", noBot: "ボットがつながっていません。起動してから、もう一度お試しください。",
  botSilent: "ボットから3秒以内に応答がありませんでした。もう一度お試しください。",
  sessionLost: "この利用者は見つかりません。もう一度選んでください。",
  // サインイン
  signInTitle: "だれとして使いますか", signInLead: "ここは練習用の職場です。名前か所属で探して、その人になって試せます。パスワードはありません。",
  searchPeople: "名前・所属・役職で探す", recentPeople: "最近使った人", nobody: "見つかりませんでした。別の言葉でお試しください。", people: "職員",
  switchUser: "別の人に切り替える", signedInAs: "{name}として使用中",
  // サイドバー
  channels: "チャンネル", directMessages: "ダイレクトメッセージ", apps: "アプリ", openSidebar: "チャンネル一覧を開く",
  filterChannels: "チャンネルを絞り込む", unreadCount: "未読{n}件", mentionCount: "メンション{n}件", privateChannel: "非公開",
  otherChannels: "ほかのチャンネル",
  // チャンネル
  home: "ホーム", messages: "メッセージ", members: "{n}人", beginning: "ここが「{name}」のはじまりです。", older: "前のメッセージを読む", newMessages: "新着",
  emptyDm: "{name}とのやりとりはまだありません。", homeEmpty: "ホームはまだ用意されていません。", jumpLatest: "最新へ",
  // メッセージ
  onlyYou: "あなただけに表示されています", edited: "（編集済み）", app: "アプリ", replies: "{n}件の返信", lastReply: "最終 {time}", addReaction: "リアクションする",
  replyInThread: "スレッドで返信", moreActions: "その他の操作", copyLink: "リンクをコピー", copied: "リンクをコピーしました。", editMessage: "メッセージを編集",
  deleteMessage: "メッセージを削除", deleteQuestion: "このメッセージを削除しますか。元には戻せません。", thread: "スレッド",
  reactedBy: "{names} が :{name}: でリアクション", dismiss: "この表示を消す",
  // 入力欄
  writeTo: "{name} へのメッセージ", writeReply: "返信を書く", send: "送信", attach: "ファイルを添付", mention: "メンション", emoji: "絵文字", shortcuts: "ショートカット",
  commands: "コマンド", unknownCommand: "{command} というコマンドはありません。", noCommandsInThread: "スレッドではコマンドを使えません。チャンネルの入力欄でお使いください。",
  editHint: "Enterで保存、Escでやめる", notMember: "このチャンネルには参加していません。", join: "参加する", channel_join: "参加しました。", channel_leave: "退出しました。", formatHint: "Enterで送信、Shift+Enterで改行", everyone: "全員に知らせる", suggestions: "候補",
  // ショートカット
  shortcutsTitle: "ショートカット", messageShortcuts: "このメッセージで", noShortcuts: "使えるショートカットはありません。",
  // モーダル
  submit: "送信", optional: "任意", mustFill: "入力してください。", tooShort: "{n}文字以上で入力してください。", tooLong: "{n}文字以内で入力してください。",
  notNumber: "数字で入力してください。", tooSmall: "{n}以上で入力してください。", tooBig: "{n}以下で入力してください。", notEmail: "メールアドレスの形で入力してください。",
  notUrl: "https:// から始まるアドレスを入力してください。", wholeNumber: "整数で入力してください。", sending: "送信しています…", charactersLeft: "あと{n}文字", charactersOver: "{n}文字多いです",
  submitFailed: "送れませんでした。書いた内容は残してあります。もう一度お試しください。（{reason}）",
  // 要素
  choose: "選ぶ", chooseSome: "選ぶ（複数可）", searching: "探しています…", noOptions: "候補がありません", typeMore: "{n}文字以上入力すると探します", clear: "選択を消す", chosen: "選択中",
  chooseDate: "日付を選ぶ", chooseTime: "時刻を選ぶ", addFiles: "ファイルを選ぶ", filesHint: "{n}個まで", fileTooMany: "ファイルは{n}個までです。", fileTooBig: "「{name}」は10MBを超えています。",
  bold: "太字", italic: "斜体", strike: "取り消し線", list: "箇条書き", more: "その他", page: "{page} / {pages} ページ", previous: "前へ", following: "次へ", sortBy: "{name}で並べ替え",
  showTable: "表で見る", showChart: "グラフで見る", chart: "グラフ", unknownBlock: "この画面では表示できない部品です（{type}）", date: "日付", time: "時刻", external: "外部", readMore: "もっと見る",
  // 時計と天気
  clock: "職場の時計", moveClock: "時計を進める", plusHour: "1時間進める", tomorrowNine: "明日 9:00 へ", mondayNine: "次の月曜 9:00 へ", backToNow: "実際の時刻に戻す", clockMoved: "時計を {time} にしました。",
  clockShifted: "実際の時刻から動かしています", workspace: "ワークスペース", connections: "ボットの接続：{n}", noConnections: "ボットはつながっていません", weather: "通信の天気",
  weatherLead: "通信の不調を起こして、ボットの強さを試せます。", weatherSaved: "天気を変えました。", calm: "すべて平常に戻す", reconnect: "ボットに再接続を求める", reconnected: "再接続を求めました。",
  rate_limits: "送信の上限（毎秒1件など）", lose_response: "返事が途中で消える割合", server_error: "サーバーが断る割合（503）", server_error_after: "処理したのにエラーを返す割合（500）", latency_ms: "返事の遅れ（ミリ秒）",
  drop_socket: "接続が切れる割合", duplicate_delivery: "二重に届く割合", reorder_delivery: "順番が入れ替わる割合", seed: "乱数の種",
  // 人
  profile: "プロフィール", department: "所属", title: "役職", email: "メール", useAs: "この人として使う", messageThem: "メッセージを送る",
  status: "ステータス", statusChange: "ステータスを変える", statusText: "休暇、出張など", statusUntil: "いつまで", statusSave: "決める", statusSaved: "ステータスを変えました。",
  // ガイド
  guideTitle: "はじめの1分", guideStep: "{n} / 5", guideHide: "ガイドを閉じる", guideShow: "ガイド", guide6: "ひと回りできました", guideDone: "週報まで届きました。あとは自由にお試しください。", guideRestart: "もう一度はじめから", guideFinish: "終わる",
  guide1: "提案を出す", guide1Text: "{name}さんになって {command} を送ります。開いた画面に例文を入れて送信してください。", guide1Form: "例文を入れて送ってください。似たものが示されたら、もう一度送ります。", guide1Do: "{name}さんとして提案画面を開く", guideSample: "例文を入れる",
  guide2: "届いたことを確かめる", guide2Text: "担当のグループを選んでいます。チャンネルにカードが届くと、ここが進みます。", guide2Late: "まだ届いていません。振り分けに迷ったときは、事務局のチャンネルで届け先を選びます。",
  guide3: "採用に進める", guide3Text: "#{channel} に届きました。リーダーとして、カードの緑のボタンを押します。", guide3Do: "リーダーの{name}さんとしてチャンネルを開く",
  guide4: "時計を週報の時刻へ", guide4Text: "週報は {time} に届きます。職場の時計を進めます。", guide4Do: "時計を {time} に進める",
  guide5: "週報を読む", guide5Text: "まもなく全員のチャンネルに週報が届きます。", guide5Here: "週報が届きました。いまの提案も載っています。", guide5Do: "#{channel} を開く", guide5Later: "届かないとき：翌朝 9:00 に進める",
};
