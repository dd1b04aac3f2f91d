#include "http/browser_read.h"

#include "base/format.h"
#include "base/json_view.h"
#include "base/utf8.h"
#include "http/profile_page.h"

namespace likely::http {

namespace {

void append_text(std::string& out, std::string_view name, const std::string& text) {
  if (text.empty()) return;
  out += format(R"(,"{}":{})", name, quoted(text));
}

Response recommendations(ProfileReaders& readers, const Request& request) {
  const auto page = page_of(request);
  if (!page) return error(Api::kProfile, page.error());
  const std::string anonymous_id(request.query_value("anonymousId").value_or(""));
  if (anonymous_id.empty() || !is_valid_utf8(anonymous_id)) {
    return error(Api::kProfile, 400, "anonymousId: give the visitor's own anonymousId");
  }
  auto reader = readers.borrow();
  if (!reader) return error(Api::kProfile, reader.error());
  const auto traits =
      (*reader)->public_items(anonymous_id, request.query_value("trait").value_or(""), page->limit);
  if (!traits) return error(Api::kProfile, traits.error());
  std::string out = R"({"traits":{)";
  for (const ShownItems& trait : *traits) {
    if (out.back() != '{') out += ',';
    append_json_string(out, trait.key);
    out += ":[";
    for (const ShownItem& item : trait.items) {
      out += format(R"({}{{"value":{})", out.back() == '[' ? "" : ",", quoted(item.value));
      append_text(out, "name", item.card.name);
      if (!item.card.price_json.empty()) out += R"(,"price":)" + item.card.price_json;
      append_text(out, "image", item.card.image);
      append_text(out, "link", item.card.link);
      out += '}';
    }
    out += ']';
  }
  return json(200, out + "}}");
}

std::string key_in_query(const Request& request) {
  return std::string(request.query_value("writeKey").value_or(""));
}

}  // namespace

Route browser_route(std::shared_ptr<ProfileReaders> readers) {
  return {.method = std::string("GET"),
          .pattern = std::string("/v1/browser/recommendations"),
          .api = Api::kProfile,
          .scope = Scope::kBrowser,
          .where = Where::kWorker,
          .cors = Cors::kAnyOrigin,
          .find_key = key_in_query,
          .handler = sync([readers = std::move(readers)](const Request& request) {
            return recommendations(*readers, request);
          })};
}

}  // namespace likely::http
