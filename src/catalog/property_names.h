#pragma once

#include <span>
#include <string>
#include <string_view>

namespace likely {

// What properties are usually called, told without case, spaces, points and underscores.

// How well a property's name fits a primary key: 0 not at all, 100 "product_id"; also sku, itemId,
// contentId, movie_id, "id" … but no ids of people, sessions or orders.
int key_fitness(std::string_view property);

// The same for other parts of a mapping; the earlier in the usual names the better.
enum class Role { kBrand, kName, kPrice, kCategory, kQuantity, kQuery };
int role_fitness(Role role, std::string_view property);

// Whether a property of that name is no column by itself: ids, links, images, times, positions.
bool is_no_column(std::string_view property);

// "brand_type" → "Brand Type".
std::string column_name(std::string_view property);

}  // namespace likely
