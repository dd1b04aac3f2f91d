// Why a call or a row was refused, in words, and what helps.
const kReasons: Record<string, [what: string, help: string]> = {
  no_user_anon_id: ["Nobody is named", "Send a userId or an anonymousId; in a file, choose the column that holds the person."],
  event_not_defined: ["No event name", "A track call says in \"event\" what happened."],
  event_not_string: ["The event name is no text", "\"event\" has to be a text."],
  properties_not_object: ["Properties are no object", "\"properties\" has to be an object of names and values."],
  traits_not_object: ["Traits are no object", "\"traits\" has to be an object of names and values."],
  id_not_string: ["An id is no text", "Ids have to be texts: \"42\", not 42."],
  event_too_large: ["Too large", "A call has at most 32 KiB; leave out what nobody needs."],
  empty_batch: ["An empty batch", "A batch holds at least one call."],
  unknown_type: ["Unknown kind of call", "\"type\" is track, identify, page, screen, group or alias."],
  message_id_too_long: ["The messageId is too long", "Keep it to what libraries make."],
  bad_timestamp: ["No usable time", "Times are ISO 8601, from 1970 on and not more than a day in the future; in a file, give the form of the time."],
  not_json: ["Not JSON", "Each line is one JSON object."],
  not_object: ["Not an object", "Each line is one JSON object."],
  invalid_utf8: ["Not UTF-8", "Save the file in UTF-8."],
  bad_row: ["A row that does not fit", "It has more or fewer cells than the header, or an open quote."],
  blocked_id: ["An id that names nobody", "Ids such as \"null\", \"0\" or \"anonymous\" stand for nobody; others have at most 1,000 bytes and no control characters."],
};

// The server's words, which begin in the middle of a line, as a sentence.
export const sentence = (text: string) => text && `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
export const reasonWords = (reason: string) => kReasons[reason]?.[0] ?? reason;
export const reasonHelp = (reason: string) => kReasons[reason]?.[1] ?? "";
