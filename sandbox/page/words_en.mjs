export const en = {
  // everywhere
  sandbox: "Sandbox", skip: "Skip to messages (F6 goes to the next part)", close: "Close", cancel: "Cancel", save: "Save", back: "Back", ok: "OK", remove: "Remove",
  loading: "Loading…", today: "Today", yesterday: "Yesterday", tomorrow: "Tomorrow", language: "日本語", languageName: "Switch the page to Japanese",
  offline: "The connection to the sandbox is gone. Reconnecting…", online: "Connected again.",
  viewGone: "this window is closed already. Please open it again.", refusedBecause: "the sandbox refused it ({code}).",
  failed: "That did not work: {reason}", noBot: "The bot is not connected. Start it, then try again.",
  botSilent: "The bot did not answer within 3 seconds. Please try again.",
  sessionLost: "That person is not here. Please choose again.",
  // sign in
  signInTitle: "Who would you like to be?", signInLead: "This is a practice workplace. Find anybody by name or department and try things as that person. There is no password.",
  searchPeople: "Search by name, department or title", recentPeople: "Recently used", nobody: "Nobody found. Try other words.", people: "Staff",
  switchUser: "Switch to somebody else", signedInAs: "Using this as {name}",
  // sidebar
  channels: "Channels", directMessages: "Direct messages", apps: "Apps", openSidebar: "Open the list of channels",
  filterChannels: "Filter channels", unreadCount: "{n} unread", mentionCount: "{n} mention|{n} mentions", privateChannel: "private",
  otherChannels: "Other channels",
  // channel
  home: "Home", messages: "Messages", members: "{n} person|{n} people", beginning: "This is where “{name}” begins.", older: "Read earlier messages", newMessages: "New",
  emptyDm: "Nothing between you and {name} yet.", homeEmpty: "The home tab is not there yet.", jumpLatest: "Latest",
  // messages
  onlyYou: "Only visible to you", edited: "(edited)", app: "App", replies: "{n} reply|{n} replies", lastReply: "last {time}", addReaction: "Add a reaction",
  replyInThread: "Reply in thread", moreActions: "More actions", copyLink: "Copy link", copied: "Link copied.", editMessage: "Edit message",
  deleteMessage: "Delete message", deleteQuestion: "Delete this message? This cannot be undone.", thread: "Thread",
  reactedBy: "{names} reacted with :{name}:", dismiss: "Dismiss",
  // composer
  writeTo: "Message {name}", writeReply: "Write a reply", send: "Send", attach: "Attach files", mention: "Mention", emoji: "Emoji", shortcuts: "Shortcuts",
  commands: "Commands", unknownCommand: "There is no command {command}.", noCommandsInThread: "Commands do not work in threads. Use the channel's message box.",
  editHint: "Enter to save, Esc to cancel", notMember: "You are not a member of this channel.", join: "Join", channel_join: "joined the channel.", channel_leave: "left the channel.", formatHint: "Enter to send, Shift+Enter for a new line", everyone: "Notify everybody", suggestions: "Suggestions",
  // shortcuts
  shortcutsTitle: "Shortcuts", messageShortcuts: "With this message", noShortcuts: "There are no shortcuts.",
  // modals
  submit: "Submit", optional: "optional", mustFill: "Please fill this in.", tooShort: "Please write at least {n} character.|Please write at least {n} characters.", tooLong: "Please write at most {n} character.|Please write at most {n} characters.",
  notNumber: "Please enter a number.", tooSmall: "Please enter {n} or more.", tooBig: "Please enter {n} or less.", notEmail: "Please enter an e-mail address.",
  notUrl: "Please enter an address that starts with https://.", wholeNumber: "Please enter a whole number.", sending: "Sending…", charactersLeft: "{n} character left|{n} characters left", charactersOver: "{n} character too many|{n} characters too many",
  submitFailed: "It could not be sent. What you wrote is still here; please try again. ({reason})",
  // elements
  choose: "Choose", chooseSome: "Choose (several)", searching: "Searching…", noOptions: "Nothing to choose", typeMore: "Type to search|Type {n} or more characters to search", clear: "Clear the choice", chosen: "chosen",
  chooseDate: "Choose a date", chooseTime: "Choose a time", addFiles: "Choose files", filesHint: "up to {n}", fileTooMany: "At most one file.|At most {n} files.", fileTooBig: "“{name}” is larger than 10 MB.",
  bold: "Bold", italic: "Italic", strike: "Strikethrough", list: "Bulleted list", more: "More", page: "Page {page} of {pages}", previous: "Previous", following: "Next", sortBy: "Sort by {name}",
  showTable: "Show as table", showChart: "Show as chart", chart: "Chart", unknownBlock: "This page cannot show this part ({type})", date: "Date", time: "Time", external: "external", readMore: "Show more",
  // clock and weather
  clock: "The workplace's clock", moveClock: "Move the clock", plusHour: "One hour on", tomorrowNine: "Tomorrow 9:00", mondayNine: "Next Monday 9:00", backToNow: "Back to the real time", clockMoved: "The clock now says {time}.",
  clockShifted: "moved away from the real time", workspace: "Workspace", connections: "Bot connections: {n}", noConnections: "The bot is not connected", weather: "Network weather",
  weatherLead: "Make the network misbehave and see how the bot copes.", weatherSaved: "The weather has changed.", calm: "Back to calm", reconnect: "Ask the bot to reconnect", reconnected: "Asked it to reconnect.",
  rate_limits: "Rate limits (1 message a second…)", lose_response: "Share of answers lost on the way", server_error: "Share of calls refused (503)", server_error_after: "Share of calls done, then failed (500)", latency_ms: "Delay of answers (ms)",
  drop_socket: "Share of dropped connections", duplicate_delivery: "Share delivered twice", reorder_delivery: "Share out of order", seed: "Random seed",
  // people
  profile: "Profile", department: "Department", title: "Title", email: "E-mail", useAs: "Be this person", messageThem: "Send a message",
  status: "Status", statusChange: "Change my status", statusText: "Vacation, business trip …", statusUntil: "Until", statusSave: "Save", statusSaved: "Your status has changed.",
  // guide
  guideTitle: "Your first minute", guideStep: "{n} / 5", guideHide: "Hide the guide", guideShow: "Guide", guide6: "That was the whole round", guideDone: "From a proposal to the digest. Now try whatever you like.", guideRestart: "Once more from the start", guideFinish: "Done",
  guide1: "Post a proposal", guide1Text: "As {name}, send {command}. Fill the form with the sample and submit it.", guide1Form: "Fill in the sample and submit. If similar items are shown, submit once more.", guide1Do: "Open the form as {name}", guideSample: "Fill in the sample",
  guide2: "See it arrive", guide2Text: "The right group is being found. When the card reaches its channel, the guide goes on.", guide2Late: "Not there yet. When the bot is in doubt, the office chooses the group in its own channel.",
  guide3: "Take it up", guide3Text: "It is in #{channel}. As the lead, press the green button on the card.", guide3Do: "Open the channel as the lead, {name}",
  guide4: "Move the clock to the digest", guide4Text: "The weekly digest comes at {time}. Move the workplace's clock.", guide4Do: "Move the clock to {time}",
  guide5: "Read the digest", guide5Text: "In a moment the digest comes to everybody's channel.", guide5Here: "The digest is there, with your proposal in it.", guide5Do: "Open #{channel}", guide5Later: "Not there? Go on to the next morning, 9:00",
};
