#pragma once

#include <optional>
#include <string_view>

#include "http/access.h"
#include "http/message.h"

namespace likely::http {

// Whether the cookie of a session is looked at where `needed` is asked for.
bool takes_cookie(Scope needed);

// The secret that the headers bring: Authorization (Basic: the user name, also without a colon;
// Bearer), else the session cookie where a session may hold what is needed: browsers send it to
// every path of a host, also when a write key in the body says who calls. Nothing when there is
// none that can be read.
std::optional<Credentials> find_credentials(const Headers& headers, Scope needed);

// Whether a page of this very server made the request: its Origin has the request's Host. What
// changes something and comes with a cookie must be so, for browsers send cookies unasked.
bool is_same_origin(const Headers& headers);

}  // namespace likely::http
