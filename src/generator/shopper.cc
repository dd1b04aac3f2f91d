#include "generator/shopper.h"

#include <algorithm>

#include "base/hash.h"

namespace likely {

namespace {

constexpr int kNever = 1 << 28;
constexpr uint32_t kNone = 0xffffffff;
constexpr size_t kRemembered = 8;        // products a visitor still has in mind
constexpr uint16_t kMostDeeds = 60'000;  // of one customer: keeps ordinals in their 16 bits

// Monday … Sunday: offices come on weekdays, the others rather at the weekend.
constexpr double kOfficeWeek[] = {1.45, 1.4, 1.3, 1.2, 1.0, 0.35, 0.3};
constexpr double kHomeWeek[] = {1.0, 0.9, 0.9, 0.95, 0.95, 1.1, 1.2};

// How common each crowd is.
constexpr double kCrowdShare[kCrowds] = {0.14, 0.17, 0.19, 0.09, 0.10, 0.10, 0.13, 0.08};

}  // namespace

Shopper::Shopper(const Assortment& assortment, const Almanac& almanac, uint64_t seed,
                 uint64_t number)
    : shop_(assortment), almanac_(almanac), number_(number), chance_(mix64(seed, number + 101)) {
  draw_tastes();
}

void Shopper::draw_tastes() {
  crowd_ = chance_.pick(kCrowdShare);
  const size_t second = chance_.pick(kCrowdShare);
  for (const auto& category : shop_.categories) {
    category_taste_.push_back((0.8 * category.pull[crowd_] + 0.2 * category.pull[second]) *
                              chance_.around_one(0.75));
  }
  const double dearness = 0.45 * chance_.normal();
  for (const auto& brand : shop_.brands) {
    const double off = brand.tier - dearness;
    brand_taste_.push_back(brand.pull[crowd_] * chance_.around_one(0.7) * exp_of(-off * off / 1.2));
  }
  for (int i = 0; i < 3; ++i) {
    brand_taste_[chance_.below(static_cast<uint32_t>(brand_taste_.size()))] *= 5;
  }
  for (int level = 0; level < kPriceLevels; ++level) {
    const double off = (level + 0.5) * 2 / kPriceLevels - 1 - dearness;
    level_taste_[level] = exp_of(-off * off / 0.5);
  }
  pace_ = chance_.around_one(0.35);
  const double phones = crowd_ == static_cast<size_t>(Crowd::kOffice) ? 0.1 : 0.5;
  usual_device_ = chance_.happens(phones) ? 1 : chance_.happens(0.9) ? 0 : 2;
  eagerness_ = chance_.around_one(0.55);
  visits_a_day_ = 0.02 * chance_.around_one(0.85);

  const auto days = static_cast<int>(almanac_.days.size());
  const double kind = chance_.uniform();
  double stays_days = 20;  // came once, looked round
  loyalty_ = 0.15;
  if (kind > 0.72) {
    stays_days = 1500;
    loyalty_ = 0.8;
  } else if (kind > 0.34) {
    stays_days = 330;
    loyalty_ = 0.45;
  } else {
    visits_a_day_ += 0.04;
  }
  const bool old_friend = chance_.happens(loyalty_);
  first_day_ = old_friend ? 0 : static_cast<int>(chance_.below(static_cast<uint32_t>(days)));
  const double stays = std::min(chance_.exponential(stays_days), 1e6);
  last_day_ = std::min(days - 1, first_day_ + static_cast<int>(stays));

  due_day_.assign(shop_.categories.size(), kNever);
  usual_.assign(shop_.categories.size(), kNone);
  if (!old_friend) return;
  // They bought before the history began: something is already running out.
  for (size_t c = 0; c < shop_.categories.size(); ++c) {
    const int cycle = shop_.categories[c].cycle_days;
    if (cycle > 0 && chance_.happens(0.02 * category_taste_[c] * loyalty_)) {
      due_day_[c] = static_cast<int>(chance_.uniform() * cycle * pace_);
    }
  }
}

bool Shopper::anything_due(int day) const {
  return std::ranges::any_of(due_day_, [&](int due) { return due <= day; });
}

double Shopper::visits_expected(int day) const {
  const CalendarDay& calendar = almanac_.days[static_cast<size_t>(day)];
  const bool office = crowd_ == static_cast<size_t>(Crowd::kOffice) ||
                      crowd_ == static_cast<size_t>(Crowd::kHomeOffice);
  const double week = (office ? kOfficeWeek : kHomeWeek)[calendar.weekday];
  const double due = anything_due(day) ? 0.045 * loyalty_ : 0;
  const bool school = crowd_ == static_cast<size_t>(Crowd::kStudent) ||
                      crowd_ == static_cast<size_t>(Crowd::kParent) ||
                      crowd_ == static_cast<size_t>(Crowd::kTeacher);
  const double term = school ? 0.5 + 0.5 * season_pull(Season::kSchool, calendar.of_year) : 1;
  return std::min(0.9, (visits_a_day_ * term * visit_season(calendar.of_year) + due) * week);
}

void Shopper::live(std::vector<Deed>& deeds, std::vector<OrderLine>& order_lines) {
  deeds_ = &deeds;
  order_lines_ = &order_lines;
  const bool newcomer = first_day_ > 0;
  for (int day = first_day_; day <= last_day_ && ordinal_ < kMostDeeds; ++day) {
    const bool first = newcomer && day == first_day_;
    if (chance_.happens(visits_expected(day)) || first) visit(day);
  }
}

void Shopper::pass(double mean_seconds) {
  // In whole milliseconds, as clients stamp.
  at_ += (2000 + static_cast<TimeUs>(chance_.exponential(mean_seconds) * 1000)) * 1000;
}

Deed& Shopper::record(Act act, uint32_t subject, uint32_t count) {
  deeds_->push_back({.at = at_,
                     .person = number_,
                     .subject = subject,
                     .order = orders_,
                     .ordinal = ordinal_++,
                     .count = static_cast<uint16_t>(count),
                     .cookie = cookies_[device_],
                     .device = device_,
                     .act = act,
                     .known = known_});
  return deeds_->back();
}

void Shopper::identify() {
  known_ = true;
  registered_ = true;
  cookie_known_[device_] = true;
  record(Act::kIdentify, 0);
  pass(4);
}

// Picks the device and the time, and says whether the visitor is recognised.
void Shopper::arrive() {
  const bool office = crowd_ == static_cast<size_t>(Crowd::kOffice);
  device_ = chance_.happens(0.88) ? usual_device_ : static_cast<uint8_t>(chance_.below(3));
  if (chance_.happens(0.015)) {  // cookies cleared
    ++cookies_[device_];
    cookie_known_[device_] = false;
  }
  const double hour =
      office ? 8 + 9 * chance_.uniform() : 7 + 7.5 * (chance_.uniform() + chance_.uniform());
  // Visits start before 23:00, so that a short one ends on its day.
  at_ = almanac_.first_day + day_ * kDayUs + static_cast<TimeUs>(hour * 3'600'000) * 1000;
  known_ = cookie_known_[device_] && chance_.happens(0.9);
  if (!known_ && registered_ && chance_.happens(0.3)) identify();
}

void Shopper::visit(int day) {
  day_ = day;
  cart_.clear();
  arrive();
  if (chance_.happens(0.2)) {
    record(Act::kPage, 0);
    pass(15);
  }
  const int interests = chance_.run_of(0.33, 3);
  for (int i = 0; i < interests; ++i) look_into(choose_category(day));
  if (!registered_ && chance_.happens(0.05)) identify();  // the newsletter
  const bool wanted = std::ranges::any_of(cart_, &CartLine::wanted);
  if (!cart_.empty() && chance_.happens(wanted ? 0.8 : 0.04)) check_out();
}

uint32_t Shopper::choose_category(int day) {
  if (anything_due(day) && chance_.happens(0.6)) {
    weights_.clear();
    for (const int due : due_day_) weights_.push_back(due <= day ? 1 : 0);
    return static_cast<uint32_t>(chance_.pick(weights_));
  }
  if (day <= open_until_ && chance_.happens(0.45)) return open_category_;
  const int of_year = almanac_.days[static_cast<size_t>(day)].of_year;
  weights_.clear();
  for (size_t c = 0; c < category_taste_.size(); ++c) {
    const auto& category = shop_.categories[c];
    const bool any = !category.products.empty();
    weights_.push_back(any ? category_taste_[c] * season_pull(category.season, of_year) : 0);
  }
  return static_cast<uint32_t>(chance_.pick(weights_));
}

uint32_t Shopper::choose_product(uint32_t category) {
  const auto& products = shop_.categories[category].products;
  weights_.clear();
  for (const uint32_t p : products) {
    const auto& product = shop_.products[p];
    double weight =
        day_ < product.launch_day || day_ > product.last_day
            ? 0
            : product.appeal * brand_taste_[product.brand] * level_taste_[product.level];
    if (usual_[category] == p) weight = weight * 6 + (weight > 0 ? 0.02 : 0);
    if (std::ranges::find(seen_, p) != seen_.end()) weight *= 4;
    weights_.push_back(weight);
  }
  return products[chance_.pick(weights_)];
}

double Shopper::buying_probability(uint32_t category) const {
  if (due_day_[category] <= day_) return std::min(0.85, 0.36 * (0.6 + 0.4 * eagerness_));
  const double pull = season_pull(shop_.categories[category].season,
                                  almanac_.days[static_cast<size_t>(day_)].of_year);
  const double in_season = eagerness_ * (0.5 + 0.5 * pull);
  if (day_ <= open_until_ && open_category_ == category) return std::min(0.7, 0.11 * in_season);
  return std::min(0.5, 0.032 * in_season);
}

void Shopper::look_into(uint32_t category) {
  if (shop_.categories[category].products.empty()) return;
  const double buying = buying_probability(category);
  const bool due = due_day_[category] <= day_;
  if (chance_.happens(0.16)) {
    record(Act::kSearched, category);
    pass(12);
  }
  const int looks = chance_.run_of(due ? 0.25 : 0.5, 7);
  uint32_t product = 0;
  for (int i = 0; i < looks; ++i) {
    product = choose_product(category);
    record(Act::kViewed, product);
    if (seen_.size() == kRemembered) seen_.erase(seen_.begin());
    seen_.push_back(product);
    pass(35);
  }
  if (chance_.happens(buying)) {
    add_to_cart(product, true);
    return;
  }
  if (chance_.happens(0.06)) add_to_cart(product, false);
  if (chance_.happens(0.025)) {
    record(Act::kWished, product);
    pass(6);
  }
  if (chance_.happens(0.55)) {
    open_category_ = category;
    open_until_ = day_ + 18;
  }
}

void Shopper::add_to_cart(uint32_t product, bool wanted) {
  for (const CartLine& line : cart_) {
    if (line.product == product) return;
  }
  const bool bulk = crowd_ == static_cast<size_t>(Crowd::kOffice) ||
                    crowd_ == static_cast<size_t>(Crowd::kTeacher);
  const auto quantity = static_cast<uint32_t>(chance_.run_of(bulk ? 0.6 : 0.2, 24));
  record(Act::kAdded, product, quantity);
  pass(14);
  if (!wanted && chance_.happens(0.4)) {
    record(Act::kRemoved, product, quantity);
    pass(10);
    return;
  }
  cart_.push_back({product, quantity, wanted});
}

// Past the till: what was bought begins to be used up.
void Shopper::receive(uint32_t product) {
  const uint32_t category = shop_.products[product].category;
  usual_[category] = product;
  if (open_category_ == category) open_until_ = -1;
  const int cycle = shop_.categories[category].cycle_days;
  if (cycle == 0 || !chance_.happens(loyalty_)) {  // the next one is bought elsewhere, or never
    due_day_[category] = kNever;
    return;
  }
  due_day_[category] = day_ + 3 + static_cast<int>(cycle * pace_ * chance_.around_one(0.25));
}

void Shopper::check_out() {
  // What goes along with the basket, and what runs out next, taken in passing.
  for (size_t i = 0, lines = cart_.size(); i < lines; ++i) {
    const auto& category = shop_.categories[shop_.products[cart_[i].product].category];
    for (const uint32_t companion : category.companions) {
      if (shop_.categories[companion].products.empty()) continue;
      const double taste = category_taste_[companion];
      if (chance_.happens(0.75 * taste / (taste + 1.5)))
        add_to_cart(choose_product(companion), true);
    }
  }
  for (uint32_t c = 0; c < due_day_.size(); ++c) {
    if (due_day_[c] <= day_ + 10 && !shop_.categories[c].products.empty() && chance_.happens(0.5)) {
      add_to_cart(choose_product(c), true);
    }
  }
  while (cart_.size() < 8 && chance_.happens(0.3)) {  // while they are at it
    const uint32_t category = choose_category(day_);
    if (!shop_.categories[category].products.empty()) add_to_cart(choose_product(category), true);
  }
  if (!known_) identify();
  const auto first_line = static_cast<uint32_t>(order_lines_->size());
  for (const CartLine& line : cart_) {
    order_lines_->push_back({line.product, line.quantity});
    receive(line.product);
  }
  ++orders_;
  record(Act::kOrdered, first_line, static_cast<uint32_t>(cart_.size()));
  if (chance_.happens(0.035)) refund(first_line, static_cast<uint32_t>(cart_.size()));
}

// Some days later a few lines, or all, go back. The call comes from the shop, not from a device.
void Shopper::refund(uint32_t first_line, uint32_t lines) {
  const TimeUs later = at_ + static_cast<TimeUs>(4 + chance_.below(16)) * kDayUs +
                       static_cast<TimeUs>(chance_.below(20'000)) * kSecondUs / 4;
  const TimeUs end = almanac_.first_day + static_cast<TimeUs>(almanac_.days.size()) * kDayUs;
  if (later >= end) return;
  record(Act::kRefunded, first_line, chance_.happens(0.5) ? 1 : lines).at = later;
}

}  // namespace likely
