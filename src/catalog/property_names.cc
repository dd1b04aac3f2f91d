#include "catalog/property_names.h"

#include <algorithm>
#include <vector>

#include "base/words.h"

namespace likely {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view kKeys[] = {
    "productid",  "sku",        "itemid",        "productsku", "skuid",       "contentid",
    "articleid",  "asin",       "parentasin",    "stockcode",  "productcode", "itemcode",
    "productkey", "itemkey",    "goodsid",       "offerid",    "listingid",   "movieid",
    "songid",     "trackid",    "videoid",       "bookid",     "postid",      "storyid",
    "newsid",     "courseid",   "gameid",        "appid",      "recipeid",    "podcastid",
    "episodeid",  "showid",     "artistid",      "isbn",       "ean",         "gtin",
    "upc",        "barcode",    "productnumber", "itemnumber", "variantid",   "productvariantid",
    "product",    "item",       "merchandiseid", "adgroupid",  "hotelid",     "jobid",
    "propertyid", "businessid", "docid",         "documentid"};
constexpr std::string_view kKeyEnds[] = {"id",   "code", "sku",    "key",
                                         "asin", "isbn", "number", "no"};
constexpr std::string_view kKeysAtWorst[] = {
    "slug",         "handle",   "producturl", "productname", "itemname", "title",
    "articletitle", "songname", "songtitle",  "trackname",   "name",     "url"};
// Ids of these are no products.
constexpr std::string_view kOwners[] = {
    "user",      "customer",     "client",      "visitor",   "person",      "people",
    "member",    "session",      "order",       "invoice",   "transaction", "trans",
    "basket",    "cart",         "checkout",    "payment",   "shipping",    "shipment",
    "coupon",    "promo",        "promotion",   "campaign",  "list",        "store",
    "shop",      "affiliate",    "affiliation", "category",  "cat",         "subcategory",
    "brand",     "manufacturer", "vendor",      "seller",    "supplier",    "department",
    "message",   "request",      "event",       "device",    "anonymous",   "account",
    "city",      "country",      "region",      "state",     "zip",         "postal",
    "post",      "page",         "currency",    "language",  "locale",      "type",
    "class",     "search",       "ip",          "group",     "section",     "color",
    "colour",    "size",         "receipt",     "household", "loyalty",     "channel",
    "warehouse", "location",     "wishlist",    "query",     "tracking",    "parent",
    "purchase",  "sale",         "phone",       "author",    "employee",    "staff",
    "day",       "week",         "year",        "month",     "row",         "line",
    "referrer",  "source",       "click",       "aisle"};

constexpr std::string_view kBrands[] = {
    "brand",    "brandname",     "productbrand", "itembrand", "manufacturer", "manufacturername",
    "maker",    "vendor",        "vendorname",   "supplier",  "suppliername", "brandid",
    "vendorid", "manufacturerid"};
constexpr std::string_view kProductNames[] = {
    "productname",     "itemname",   "name",         "title",
    "producttitle",    "itemtitle",  "articletitle", "songtitle",
    "trackname",       "movietitle", "description",  "productdescription",
    "itemdescription", "itemdesc",   "productdesc",  "desc"};
constexpr std::string_view kPrices[] = {
    "price",      "unitprice",    "itemprice", "productprice", "saleprice",
    "salesprice", "sellingprice", "listprice", "retailprice",  "currentprice",
    "finalprice", "priceusd",     "priceeur",  "regularprice"};
constexpr std::string_view kCategories[] = {
    "category",         "categoryname", "productcategory", "itemcategory",
    "categorycode",     "maincategory", "categorypath",    "productcategoryname",
    "categories",       "category1",    "subcategory",     "genre",
    "genres",           "section",      "topic",           "department",
    "departmentname",   "producttype",  "producttypename", "productgroup",
    "productgroupname", "categoryid",   "productsubclass"};
constexpr std::string_view kQuantities[] = {"quantity",        "qty",           "itemquantity",
                                            "productquantity", "orderquantity", "units",
                                            "unitssold",       "quantitysold",  "quantityordered"};
constexpr std::string_view kQueries[] = {
    "query",        "searchquery", "searchterm", "searchterms", "searchstring", "searchtext",
    "searchphrase", "search",      "term",       "keywords",    "keyword",      "q",
    "text",         "phrase"};
constexpr std::string_view kNoColumn[] = {
    "url",      "uri",       "link",   "href",  "image",   "img",       "photo",
    "picture",  "thumbnail", "icon",   "date",  "time",    "timestamp", "position",
    "index",    "rank",      "coupon", "hash",  "token",   "uuid",      "guid",
    "agent",    "ip",        "email",  "phone", "session", "user",      "customer",
    "latitude", "longitude", "lat",    "lon",   "lng",     "referrer",  "created",
    "updated",  "text",      "html",   "body",  "comment", "review"};

int rank_in(Names names, const std::string& name, int best) {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? 0 : std::max(1, best - static_cast<int>(found - names.begin()));
}

bool holds(Names names, std::string_view word) {
  return std::ranges::find(names, word) != names.end();
}

bool is_of_another(const std::vector<std::string>& words, const std::string& plain) {
  for (const auto& word : words) {
    if (holds(kOwners, word)) return true;
  }
  return std::ranges::any_of(kOwners, [&](std::string_view owner) {
    return plain.size() > owner.size() && plain.starts_with(owner) &&
           holds(kKeyEnds, std::string_view(plain).substr(owner.size()));
  });
}

}  // namespace

int key_fitness(std::string_view property) {
  const std::string plain = squash(property);
  if (const int rank = rank_in(kKeys, plain, 100)) return rank;
  if (plain == "id") return 45;
  const auto words = words_of(property);
  if (words.empty() || is_of_another(words, plain)) return 0;
  if (words.size() > 1 && holds(kKeyEnds, words.back())) return 40;
  if (plain.size() > 4 && plain.ends_with("id")) return 30;
  return rank_in(kKeysAtWorst, plain, 20);
}

int role_fitness(Role role, std::string_view property) {
  const std::string plain = squash(property);
  // An id stands in only where there is no name.
  const int id = plain.ends_with("id") ? 8 : 1;
  switch (role) {
    case Role::kBrand:
      return rank_in(kBrands, plain, 100) / id;
    case Role::kName:
      return rank_in(kProductNames, plain, 100);
    case Role::kPrice:
      return rank_in(kPrices, plain, 100);
    case Role::kCategory:
      return rank_in(kCategories, plain, 100) / id;
    case Role::kQuantity:
      return rank_in(kQuantities, plain, 100);
    case Role::kQuery:
      return rank_in(kQueries, plain, 100);
  }
  return 0;
}

bool is_no_column(std::string_view property) {
  const auto words = words_of(property);
  if (words.empty() || (holds(kKeyEnds, words.back()) && words.size() > 1)) return true;
  const std::string plain = squash(property);
  if (plain.ends_with("id") && key_fitness(property) > 0) return true;
  return std::ranges::any_of(words, [](const auto& word) { return holds(kNoColumn, word); });
}

std::string column_name(std::string_view property) {
  std::string out;
  for (const auto& word : words_of(property)) {
    if (!out.empty()) out += ' ';
    out += word;
    const size_t first = out.size() - word.size();
    if (out[first] >= 'a' && out[first] <= 'z') out[first] = static_cast<char>(out[first] - 32);
  }
  return out.empty() ? std::string(property) : out;
}

}  // namespace likely
