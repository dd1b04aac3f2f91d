#include "generator/store_lines.h"

#include <iterator>

#include "base/format.h"
#include "base/json_view.h"
#include "generator/envelope.h"
#include "generator/people.h"

namespace likely {

namespace {

// An old release of the phone app wrote one category its own way for a week.
constexpr int kSlipFrom = 100, kSlipTo = 107;

std::string_view event_name(Act act) {
  switch (act) {
    case Act::kSearched:
      return "Products Searched";
    case Act::kViewed:
      return "Product Viewed";
    case Act::kWished:
      return "Product Added to Wishlist";
    case Act::kAdded:
      return "Product Added";
    case Act::kRemoved:
      return "Product Removed";
    case Act::kOrdered:
      return "Order Completed";
    case Act::kRefunded:
      return "Order Refunded";
    default:
      return "";  // no track calls, or not of a store
  }
}

void append_cents(std::string& out, int cents) {
  format_to(std::back_inserter(out), "{}.{:02}", cents / 100, cents % 100);
}

}  // namespace

int StoreLines::price_at(const Assortment::Product& product, TimeUs at) const {
  return price_on(product, static_cast<int>((at - almanac_.first_day) / kDayUs));
}

void StoreLines::append_price(const Assortment::Product& product, TimeUs at) {
  out_ += ",\"price\":";
  append_cents(out_, price_at(product, at));
}

void StoreLines::append_product(const Deed& deed) {
  const auto& product = shop_.products[deed.subject];
  out_ += ",\"properties\":{";
  const auto day = (deed.at - almanac_.first_day) / kDayUs;
  const bool slip = deed.device == 1 && day >= kSlipFrom && day < kSlipTo &&
                    shop_.categories[product.category].name == "Washi Tape";
  const size_t category =
      slip ? product.json.find("\"category\":\"Washi Tape\"") : std::string::npos;
  out_ += product.json;
  if (category != std::string::npos) {
    out_[out_.size() - product.json.size() + category + 18] = 't';
  }
  append_price(product, deed.at);
  if (deed.act == Act::kAdded || deed.act == Act::kRemoved) {
    format_to(std::back_inserter(out_), ",\"quantity\":{}", deed.count);
  }
  out_ += '}';
}

void StoreLines::append_order(const Deed& deed, std::span<const OrderLine> order_lines) {
  int64_t total = 0;
  const auto lines = order_lines.subspan(deed.subject, deed.count);
  for (const OrderLine& line : lines) {
    total += static_cast<int64_t>(line.quantity) * price_at(shop_.products[line.product], deed.at);
  }
  format_to(std::back_inserter(out_),
            ",\"properties\":{{\"order_id\":\"o{}-{}\",\"total\":{}.{:02}", 100'000 + deed.person,
            deed.order, total / 100, total % 100);
  out_ += ",\"currency\":\"EUR\",\"products\":[";
  bool first = true;
  for (const OrderLine& line : lines) {
    out_ += first ? "{" : ",{";
    first = false;
    out_ += shop_.products[line.product].json;
    append_price(shop_.products[line.product], deed.at);
    format_to(std::back_inserter(out_), ",\"quantity\":{}}}", line.quantity);
  }
  out_ += "]}";
}

std::string_view StoreLines::line(const Deed& deed, std::span<const OrderLine> order_lines) {
  const bool server_side = deed.act == Act::kRefunded;
  const std::string user = deed.known ? user_id(deed.person) : "";
  const std::string anonymous =
      server_side ? "" : anonymous_id(seed_, deed.person, deed.device, deed.cookie);
  const std::string_view type = deed.act == Act::kPage       ? "page"
                                : deed.act == Act::kIdentify ? "identify"
                                                             : "track";
  out_.clear();
  append_envelope(out_, {.type = type,
                         .seed = seed_,
                         .person = deed.person,
                         .ordinal = deed.ordinal,
                         .at = deed.at,
                         .user_id = user,
                         .anonymous_id = anonymous});
  if (deed.act == Act::kPage) {
    out_ += ",\"name\":\"Home\"";
  } else if (deed.act == Act::kIdentify) {
    append_traits(out_, seed_, deed.person);
  } else {
    format_to(std::back_inserter(out_), ",\"event\":\"{}\"", event_name(deed.act));
  }
  if (deed.act == Act::kSearched) {
    out_ += ",\"properties\":{\"query\":";
    append_json_string(out_, shop_.categories[deed.subject].search);
    out_ += '}';
  } else if (deed.act == Act::kOrdered || deed.act == Act::kRefunded) {
    append_order(deed, order_lines);
  } else if (deed.act != Act::kPage && deed.act != Act::kIdentify) {
    append_product(deed);
  }
  if (!server_side) append_device(out_, deed.device);
  out_ += '}';
  return out_;
}

}  // namespace likely
