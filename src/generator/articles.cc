#include "generator/articles.h"

#include <algorithm>

#include "base/format.h"
#include "base/hash.h"
#include "base/json_view.h"
#include "domain/time.h"
#include "generator/chance.h"

namespace likely {

namespace {

struct Topic {
  std::string_view section;
  std::string_view subject;  // in titles
  std::string_view tags[4];
};

constexpr Topic kTopicTable[kTopics] = {
    {"Politics", "the Coalition Talks", {"parliament", "coalition", "election", "policy"}},
    {"Politics", "City Hall", {"city", "council", "budget", "policy"}},
    {"World", "the Trade Deal", {"trade", "diplomacy", "tariffs", "europe"}},
    {"World", "the Border Region", {"diplomacy", "migration", "europe", "conflict"}},
    {"Business", "Interest Rates", {"banks", "inflation", "markets", "housing"}},
    {"Business", "the Start-up Scene", {"start-ups", "funding", "markets", "jobs"}},
    {"Business", "the Housing Market", {"housing", "rent", "banks", "city"}},
    {"Technology", "Open Source", {"software", "open source", "developers", "security"}},
    {"Technology", "Phones", {"gadgets", "phones", "review", "cameras"}},
    {"Technology", "Data Protection", {"privacy", "security", "policy", "software"}},
    {"Science", "the Deep Sea", {"ocean", "biology", "climate", "expedition"}},
    {"Science", "the New Telescope", {"space", "astronomy", "physics", "expedition"}},
    {"Science", "Sleep", {"health", "brain", "biology", "study"}},
    {"Health", "Running", {"fitness", "running", "health", "training"}},
    {"Health", "Family Medicine", {"doctors", "health", "policy", "family"}},
    {"Culture", "the Film Festival", {"film", "festival", "review", "directors"}},
    {"Culture", "New Novels", {"books", "review", "authors", "fiction"}},
    {"Culture", "the Opera Season", {"music", "opera", "review", "stage"}},
    {"Sport", "the Cup", {"football", "cup", "transfer", "training"}},
    {"Sport", "the Tour", {"cycling", "tour", "mountains", "training"}},
    {"Food", "Sourdough", {"baking", "bread", "recipes", "kitchen"}},
    {"Food", "Street Markets", {"recipes", "vegetables", "city", "travel"}},
    {"Travel", "Night Trains", {"trains", "europe", "travel", "city"}},
    {"Travel", "the Coast Path", {"hiking", "travel", "ocean", "mountains"}},
};

constexpr std::string_view kHeadlines[] = {
    "What We Learned About {}", "Inside {}",          "Why Everybody Talks About {}",
    "A Beginner's Guide to {}", "{}: Five Questions", "The Quiet Return of {}",
    "Who Pays for {}?",         "A Year with {}",     "{}, Explained",
    "The People Behind {}",     "Against {}",         "“Nobody Warned Us”: {} Up Close",
};

constexpr std::string_view kAuthorNames[kAuthors] = {
    "A. Lindqvist", "B. Osei",     "C. Marchetti", "D. O'Hara",  "E. Novotná", "F. Demir",
    "G. Albrecht",  "H. Saito",    "I. Fonseca",   "J. Keller",  "K. Mbeki",   "L. Dubois",
    "M. Hansen",    "N. Rahman",   "O. Pereira",   "P. Walsh",   "Q. Tran",    "R. Eriksen",
    "S. Banerjee",  "T. Moretti",  "U. Schmid",    "V. Costa",   "W. Janssen", "X. Li",
    "Y. Cohen",     "Z. Kovács",   "A. Duarte",    "B. Fraser",  "C. Nilsen",  "D. Popescu",
    "E. Ruiz",      "F. Sørensen", "G. Tóth",      "H. Vogel",   "I. Yamada",  "J. Zielińska",
    "K. Armstrong", "L. Bianchi",  "M. Chaudhry",  "N. Delgado",
};

Newsroom::Article make_article(uint64_t seed, uint32_t number, TimeUs at, Chance& chance) {
  Newsroom::Article article;
  article.topic = chance.below(kTopics);
  const Topic& topic = kTopicTable[article.topic];
  article.id = format("a{:x}", 0x10000 + number);
  const auto headline = kHeadlines[chance.below(std::size(kHeadlines))];
  const size_t hole = headline.find("{}");
  article.title =
      format("{}{}{}", headline.substr(0, hole), topic.subject, headline.substr(hole + 2));
  if (article.title.starts_with("the ")) article.title[0] = 'T';
  article.section = topic.section;
  // Authors keep to a few topics.
  article.writer =
      (article.topic * 5 + chance.below(4) + mix64(seed, article.topic) % 7) % kAuthors;
  article.author = kAuthorNames[article.writer];
  const uint32_t skip = chance.below(4);
  for (uint32_t i = 0, out = 0; i < 4; ++i) {
    if (i != skip) article.tags[out++] = topic.tags[i];
  }
  article.appeal = chance.around_one(0.9);
  article.at = at;
  return article;
}

void write_json(Newsroom::Article& article) {
  article.json = "\"article_id\":\"" + article.id + "\",\"title\":";
  append_json_string(article.json, article.title);
  article.json += ",\"section\":";
  append_json_string(article.json, article.section);
  article.json += ",\"author\":";
  append_json_string(article.json, article.author);
  article.json += ",\"tags\":[";
  for (const auto& tag : article.tags) {
    if (&tag != article.tags) article.json += ',';
    append_json_string(article.json, tag);
  }
  article.json += "],\"published_at\":\"" + format_time(article.at) + "\"";
}

}  // namespace

Newsroom build_newsroom(uint64_t seed, uint32_t count, TimeUs first_day, int days) {
  Chance chance(mix64(seed, 0xa471c1e));
  Newsroom made;
  made.planned = 12;
  // A week of articles stands from before the history, so that its first visitors find some.
  const int64_t minutes = (days + 7) * 1440LL;
  std::vector<TimeUs> times;
  for (uint32_t i = 0; i < count; ++i) {
    const auto minute = static_cast<int64_t>(chance.uniform() * static_cast<double>(minutes));
    times.push_back(first_day + (minute - 7 * 1440) * 60 * kSecondUs);
  }
  std::ranges::sort(times);
  for (uint32_t i = 0; i < made.planned; ++i) {
    times.push_back(first_day + days * kDayUs + (i + 1) * kDayUs / 4);
  }
  for (uint32_t i = 0; i < times.size(); ++i) {
    made.articles.push_back(make_article(seed, i, times[i], chance));
    write_json(made.articles.back());
  }
  for (int day = 0; day < days; ++day) {
    const TimeUs at = first_day + day * kDayUs;
    const auto found = std::ranges::lower_bound(times, at);
    made.first_of_day.push_back(static_cast<uint32_t>(found - times.begin()));
  }
  return made;
}

}  // namespace likely
