#include "generator/spoilt.h"

namespace likely {

namespace {

constexpr std::string_view kSpoilt[] = {
    R"({"type":"track","event":"Product Viewed","anonymousId":"3f0c1a77","timestamp":"2025-03-0)",
    R"({"type":"track","event":"Product Viewed","timestamp":"2025-03-02T10:00:00Z","properties":{"product_id":"ST-1001-00"}})",
    R"({"type":"track","userId":"u100007","timestamp":"2025-03-02T10:01:00Z","properties":{"product_id":"ST-1001-00"}})",
    R"({"type":"track","event":42,"userId":"u100007","timestamp":"2025-03-02T10:02:00Z","properties":{}})",
    R"({"type":"track","event":"Product Added","userId":"u100008","timestamp":"2025-03-02T10:03:00Z","properties":["ST-1001-00"]})",
    R"({"type":"identify","userId":"u100009","timestamp":"2025-03-02T10:04:00Z","traits":"vip"})",
    R"({"type":"track","event":"Product Viewed","userId":{"id":7},"timestamp":"2025-03-02T10:05:00Z","properties":{}})",
    R"({"type":"purchase","userId":"u100010","timestamp":"2025-03-02T10:06:00Z","properties":{}})",
    R"({"type":"track","event":"Product Viewed","userId":"u100011","timestamp":"2999-01-01T00:00:00Z","properties":{"product_id":"ST-1001-00"}})",
    R"({"type":"track","event":"Product Viewed","userId":"u100012","timestamp":"yesterday","properties":{"product_id":"ST-1001-00"}})",
    "product_id;price;customer",
    R"(["track","Product Viewed","u100013"])",
};

}  // namespace

std::span<const std::string_view> spoilt_lines() { return kSpoilt; }

}  // namespace likely
