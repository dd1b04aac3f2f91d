#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/context.h"
#include "pipeline/audience.h"

namespace likely::cli {

// An answer in words: the number first, then the curve, how good it was, why, what was assumed.
void print_answer(const Context& context, const AudienceAnswer& answer);
Json answer_json(const AudienceAnswer& answer);

Json record_json(const AudienceRecord& record);
Json members_json(const std::vector<MemberRow>& members);
void print_members(const Context& context, const std::vector<MemberRow>& members);

// What to call a person in a table: the user_id, else the email, else the profile_id …
std::string person_words(const ProfileNames& names);

}  // namespace likely::cli
