#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_view.h"
#include "domain/event.h"

namespace likely {

// What one person is called, and where a text speaks of them. An id counts only as a whole word:
// "c-1" is not found in "c-10". An id of fewer than six bytes, or of digits alone ("42"), says
// little by itself: in JSON it counts only under a name that ids have ("userId", its own type …),
// in other text only as a whole cell. Immutable; any number of threads.
class PersonWords {
 public:
  PersonWords(std::vector<ExternalId> ids, std::vector<std::string> profile_ids);

  // A refused row or what was said of it: JSON or not, escaped or quoted, possibly cut at its end
  // inside an id.
  bool in_text(std::string_view text) const;
  // The body of an event, or any JSON.
  bool in_json(JsonView value) const;
  // A tracking call of theirs, by its own ids, not by what its properties say; a call with a user
  // id of somebody else is not.
  bool is_call(JsonView call) const;

  // Ids that say enough by themselves, as they are and as JSON writes them.
  std::vector<std::string> telling() const;

 private:
  struct Word {
    ExternalId id;
    bool telling;
  };
  bool in_json(std::string_view name, JsonView value) const;
  bool in_plain(std::string_view text, bool cut) const;
  bool is(std::string_view type, JsonView object, const char* name) const;
  std::vector<Word> words_;
};

}  // namespace likely
