#pragma once

#include <memory>
#include <vector>

#include "http/route.h"
#include "serving/kept_answers.h"

namespace likely::http {

// Makes the POST routes that need a caller take an Idempotency-Key header: the same request with
// the same key gets the same answer, once it was answered with 2xx; what was refused may be tried
// again. Of what is public nothing is kept: there is no caller whose key it could be.
void keep_answers(std::vector<Route>& routes, std::shared_ptr<KeptAnswers> answers);

}  // namespace likely::http
