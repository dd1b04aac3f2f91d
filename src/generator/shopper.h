#pragma once

#include <cstdint>
#include <vector>

#include "generator/assortment.h"
#include "generator/chance.h"
#include "generator/deed.h"

namespace likely {

// One made-up customer: hidden tastes drawn from the seed, and the life that follows from them.
//
// The hidden parts: a first and a second crowd, own likes per category and brand, a taste for cheap
// or dear, a pace at which consumables are used up, loyalty. A visit looks at one to three
// categories; what is due is bought likelier than what was looked at lately, and that likelier
// than the rest. One thread; made for one customer and dropped.
class Shopper {
 public:
  Shopper(const Assortment& assortment, const Almanac& almanac, uint64_t seed, uint64_t number);

  // Appends everything this customer does within the history, in time order per visit.
  void live(std::vector<Deed>& deeds, std::vector<OrderLine>& order_lines);

 private:
  struct CartLine {
    uint32_t product;
    uint32_t quantity;
    bool wanted;
  };

  void draw_tastes();
  double visits_expected(int day) const;
  bool anything_due(int day) const;
  void visit(int day);
  void arrive();
  uint32_t choose_category(int day);
  uint32_t choose_product(uint32_t category);
  void look_into(uint32_t category);
  double buying_probability(uint32_t category) const;
  void add_to_cart(uint32_t product, bool wanted);
  void check_out();
  void receive(uint32_t product);
  void refund(uint32_t first_line, uint32_t lines);
  void identify();
  Deed& record(Act act, uint32_t subject, uint32_t count = 1);
  void pass(double mean_seconds);

  const Assortment& shop_;
  const Almanac& almanac_;
  const uint64_t number_;
  Chance chance_;
  std::vector<Deed>* deeds_ = nullptr;
  std::vector<OrderLine>* order_lines_ = nullptr;

  // Tastes, fixed for life.
  size_t crowd_ = 0;
  std::vector<double> category_taste_;
  std::vector<double> brand_taste_;
  double level_taste_[kPriceLevels] = {};
  double pace_ = 1;       // below 1: uses things up faster
  double eagerness_ = 1;  // buys likelier than others
  double loyalty_ = 0.5;  // comes back for what is due
  double visits_a_day_ = 0;
  uint8_t usual_device_ = 0;
  int first_day_ = 0;
  int last_day_ = 0;

  // State of the life.
  std::vector<int> due_day_;     // per category: when it is used up; kNever
  std::vector<uint32_t> usual_;  // per category: the product bought last, or kNone
  std::vector<uint32_t> seen_;   // last products looked at
  uint32_t open_category_ = 0;   // looked at and not bought
  int open_until_ = -1;
  bool registered_ = false;
  uint32_t orders_ = 0;
  uint16_t ordinal_ = 0;
  uint16_t cookies_[3] = {};
  bool cookie_known_[3] = {};

  // State of the visit.
  int day_ = 0;
  TimeUs at_ = 0;
  uint8_t device_ = 0;
  bool known_ = false;
  std::vector<CartLine> cart_;
  std::vector<double> weights_;
};

}  // namespace likely
