#include <algorithm>
#include <iterator>

#include "base/format.h"
#include "base/hash.h"
#include "domain/time.h"
#include "generator/articles.h"
#include "generator/assortment.h"
#include "generator/chance.h"
#include "generator/envelope.h"
#include "generator/people.h"
#include "generator/site.h"

namespace likely {

namespace {

constexpr int kShelfDays = 7;      // an article is found on the site for so long
constexpr double kFadeDays = 1.6;  // and loses most of its readers within so many
constexpr uint16_t kMostDeeds = 60'000;
constexpr double kWeek[] = {1.1, 1.1, 1.05, 1.05, 1.0, 0.8, 0.9};

// One made-up reader: hidden likes for topics and authors, and the visits that follow from them.
class Reader {
 public:
  Reader(const Newsroom& newsroom, const Almanac& almanac, uint64_t seed, uint64_t number)
      : newsroom_(newsroom), almanac_(almanac), number_(number), chance_(mix64(seed, number + 7)) {
    for (double& like : topic_taste_) like = 0.12 * chance_.around_one(0.6);
    for (int i = 0; i < 3; ++i)
      topic_taste_[chance_.below(kTopics)] += 1.2 * chance_.around_one(0.5);
    for (double& like : author_taste_) like = chance_.around_one(0.4);
    for (int i = 0; i < 2; ++i) author_taste_[chance_.below(kAuthors)] *= 4;
    visits_a_day_ = 0.05 * chance_.around_one(1.0);
    patience_ = chance_.uniform();
    subscriber_ = chance_.happens(0.35);
    const auto days = static_cast<uint32_t>(almanac_.days.size());
    first_day_ = chance_.happens(0.5) ? 0 : static_cast<int>(chance_.below(days));
    const double stays = chance_.exponential(subscriber_ ? 500 : 90);
    last_day_ = static_cast<int>(std::min<double>(days - 1, first_day_ + stays));
  }

  void live(std::vector<Deed>& deeds) {
    for (int day = first_day_; day <= last_day_ && ordinal_ < kMostDeeds; ++day) {
      const int weekday = almanac_.days[static_cast<size_t>(day)].weekday;
      const bool first = day == first_day_ && day > 0;
      if (chance_.happens(std::min(0.95, visits_a_day_ * kWeek[weekday])) || first) {
        visit(day, deeds);
      }
    }
  }

 private:
  void record(Act act, uint32_t article, std::vector<Deed>& deeds) {
    deeds.push_back({.at = at_,
                     .person = number_,
                     .subject = article,
                     .order = 0,
                     .ordinal = ordinal_++,
                     .count = 1,
                     .cookie = cookie_,
                     .device = device_,
                     .act = act,
                     .known = known_});
    at_ += (5000 + static_cast<TimeUs>(chance_.exponential(80) * 1000)) * 1000;
  }

  // Readers who came before now choose among what is on the site; what they read is no choice
  // again.
  void visit(int day, std::vector<Deed>& deeds) {
    const double hour = 6 + 8 * (chance_.uniform() + chance_.uniform());
    at_ = almanac_.first_day + day * kDayUs + static_cast<TimeUs>(hour * 3'600'000) * 1000;
    device_ = chance_.happens(0.6) ? 1 : 0;
    if (chance_.happens(0.02)) ++cookie_, known_ = false;
    if (subscriber_ && !known_ && chance_.happens(0.4)) {
      known_ = true;
      record(Act::kIdentify, 0, deeds);
    }
    const auto first = first_on_site(day);
    weights_.clear();
    for (uint32_t a = first; a < newsroom_.articles.size() && newsroom_.articles[a].at <= at_;
         ++a) {
      weights_.push_back(weight_of(a));
    }
    if (weights_.empty()) return;
    const int wanted = chance_.run_of(0.58, 10);
    for (int i = 0; i < wanted; ++i) {
      const auto choice = static_cast<uint32_t>(chance_.pick(weights_));
      if (weights_[choice] <= 0) return;
      weights_[choice] = 0;
      read(first + choice, deeds);
    }
  }

  uint32_t first_on_site(int day) const {
    return day < kShelfDays ? 0 : newsroom_.first_of_day[static_cast<size_t>(day - kShelfDays)];
  }

  double weight_of(uint32_t article) const {
    const auto& a = newsroom_.articles[article];
    if (std::ranges::find(read_, article) != read_.end()) return 0;
    const double age_days = static_cast<double>(at_ - a.at) / static_cast<double>(kDayUs);
    return a.appeal * topic_taste_[a.topic] * author_taste_[a.writer] *
           exp_of(-age_days / kFadeDays);
  }

  void read(uint32_t article, std::vector<Deed>& deeds) {
    const auto& a = newsroom_.articles[article];
    record(Act::kRead, article, deeds);
    if (read_.size() >= 32) read_.erase(read_.begin());
    read_.push_back(article);
    const double match = std::min(1.0, topic_taste_[a.topic] * author_taste_[a.writer] / 2);
    if (!chance_.happens(0.15 + 0.3 * patience_ + 0.35 * match)) return;
    record(Act::kFinished, article, deeds);
    if (chance_.happens(0.02 + 0.12 * match)) record(Act::kLiked, article, deeds);
  }

  const Newsroom& newsroom_;
  const Almanac& almanac_;
  const uint64_t number_;
  Chance chance_;
  double topic_taste_[kTopics];
  double author_taste_[kAuthors];
  double visits_a_day_ = 0;
  double patience_ = 0;
  bool subscriber_ = false;
  int first_day_ = 0;
  int last_day_ = 0;
  bool known_ = false;
  uint16_t cookie_ = 0;
  uint16_t ordinal_ = 0;
  uint8_t device_ = 0;
  TimeUs at_ = 0;
  std::vector<uint32_t> read_;
  std::vector<double> weights_;
};

class ContentSite : public Site {
 public:
  ContentSite(const GeneratorOptions& options, Almanac almanac)
      : seed_(options.seed),
        almanac_(std::move(almanac)),
        newsroom_(build_newsroom(options.seed, options.items, almanac_.first_day,
                                 static_cast<int>(almanac_.days.size()))) {}

  void live(uint64_t person, std::vector<Deed>& deeds, std::vector<OrderLine>&) const override {
    Reader(newsroom_, almanac_, seed_, person).live(deeds);
  }

  std::string_view line(const Deed& deed, std::span<const OrderLine>) override {
    const std::string user = deed.known ? user_id(deed.person) : "";
    const bool identify = deed.act == Act::kIdentify;
    out_.clear();
    append_envelope(out_,
                    {.type = identify ? "identify" : "track",
                     .seed = seed_,
                     .person = deed.person,
                     .ordinal = deed.ordinal,
                     .at = deed.at,
                     .user_id = user,
                     .anonymous_id = anonymous_id(seed_, deed.person, deed.device, deed.cookie)});
    if (identify) {
      append_traits(out_, seed_, deed.person);
    } else {
      format_to(std::back_inserter(out_), ",\"event\":\"Article {}\",\"properties\":{{{}}}",
                deed.act == Act::kRead    ? "Read"
                : deed.act == Act::kLiked ? "Liked"
                                          : "Finished",
                newsroom_.articles[deed.subject].json);
    }
    append_device(out_, deed.device);
    out_ += '}';
    return out_;
  }

  Result<void> feed(const GeneratorSink& sink, Generated& counts) const override {
    TRY(sink.item("article_id,title,section,author,tags,published_at,url"));
    for (const auto& article : newsroom_.articles) {
      std::string line = article.id + ',';
      append_csv_cell(line, article.title);
      line += format(",{},{},", article.section, article.author);
      append_csv_cell(line, format("{},{},{}", article.tags[0], article.tags[1], article.tags[2]));
      line += format(",{},https://news.example/{}", format_time(article.at), article.id);
      TRY(sink.item(line));
      ++counts.items;
    }
    counts.announced = newsroom_.planned;
    return {};
  }

 private:
  const uint64_t seed_;
  const Almanac almanac_;
  const Newsroom newsroom_;
  std::string out_;
};

}  // namespace

std::unique_ptr<Site> make_content_site(const GeneratorOptions& options, Almanac almanac) {
  return std::make_unique<ContentSite>(options, std::move(almanac));
}

}  // namespace likely
