#include <CLI/CLI.hpp>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/audience_words.h"
#include "cli/json_out.h"
#include "cli/model_words.h"
#include "cli/numbers.h"
#include "cli/services.h"
#include "cli/table.h"
#include "domain/time.h"

namespace likely::cli {

namespace {

Json values_json(const std::vector<ProfileValue>& values) {
  Json list = Json::array();
  for (const ProfileValue& one : values) {
    Json entry = {{"value", one.value}, {"probability", one.probability}};
    if (!one.name.empty()) entry["name"] = one.name;
    if (!one.reasons.empty()) entry["reasons"] = one.reasons;
    list.push_back(std::move(entry));
  }
  return list;
}

std::string title_of(const ProfileValue& one) {
  return one.name.empty() || one.name == one.value ? one.value
                                                   : format("{} ({})", one.name, one.value);
}

Json events_json(const ProfilePage& page) {
  const auto time = [](const std::optional<TimeUs>& at) {
    return at ? Json(format_time(*at)) : Json();
  };
  Json events = {{"count", page.events}, {"first", time(page.first)}, {"last", time(page.last)}};
  events["by_name"] = Json::array();
  for (const ProfileEventCount& count : page.counts) {
    events["by_name"].push_back({{"type", std::string(name_of(count.kind))},
                                 {"name", count.name},
                                 {"count", count.count},
                                 {"first", format_time(count.first)},
                                 {"last", format_time(count.last)}});
  }
  events["newest"] = Json::array();
  for (const ProfileEvent& event : page.newest) {
    const Json body = Json::parse(event.body, nullptr, false);
    events["newest"].push_back({{"at", format_time(event.at)},
                                {"type", std::string(name_of(event.kind))},
                                {"name", event.name},
                                {"body", body.is_discarded() ? Json(event.body) : body}});
  }
  return events;
}

Json page_json(const ProfilePage& page) {
  Json document = names_json(page.names);
  document["external_ids"] = Json::array();
  for (const ExternalId& id : page.ids) {
    document["external_ids"].push_back({{"type", id.type}, {"value", id.value}});
  }
  document["merged"] = page.merged;
  document["events"] = events_json(page);
  document["audiences"] = Json::array();
  for (const auto& [record, member] : page.audiences) {
    document["audiences"].push_back({{"key", record.key},
                                     {"name", record.name},
                                     {"rank", member.rank},
                                     {"probability", member.probability},
                                     {"percentile", member.percentile}});
  }
  document["traits"] = Json::array();
  for (const auto& [record, list] : page.traits) {
    document["traits"].push_back({{"key", record.key},
                                  {"name", record.name},
                                  {"column", record.column},
                                  {"list", values_json(list)}});
  }
  document["model"] = page.model ? Json(page.model->name) : Json();
  document["recommended"] = values_json(page.recommended);
  if (!page.no_recommendation.empty()) document["no_recommendation"] = page.no_recommendation;
  return document;
}

void print_identity(const Context& context, const ProfilePage& page) {
  context.out(printable(person_words(page.names)) + "\n\n");
  Table table({{"profile_id"}, {page.names.profile_id}});
  for (const ExternalId& id : page.ids) table.add({id.type, id.value});
  for (const std::string& merged : page.merged) table.add({"merged from", merged});
  table.add({"events", count_text(page.events)});
  if (page.first) table.add({"first event", format_time(*page.first)});
  if (page.last) table.add({"last event", format_time(*page.last)});
  context.out(table.text(context.width()));
}

void print_events(const Context& context, const ProfilePage& page) {
  if (page.counts.empty()) return;
  const auto title = [](EventKind kind, const std::string& name) {
    return name.empty() ? std::string(name_of(kind)) : name;
  };
  Table counts({{"event"}, {"times", Align::kRight}, {"first"}, {"last"}});
  for (const ProfileEventCount& count : page.counts) {
    counts.add({title(count.kind, count.name), count_text(count.count), format_date(count.first),
                format_date(count.last)});
  }
  context.out("\n" + counts.text(context.width()));
  Table newest({{"newest events"}, {"event"}, {"what it said"}});
  for (const ProfileEvent& event : page.newest) {
    newest.add({format_time(event.at), title(event.kind, event.name), event.body});
  }
  context.out("\n" + newest.text(context.width()));
}

void print_memberships(const Context& context, const ProfilePage& page) {
  Table audiences({{"audience"},
                   {"rank", Align::kRight},
                   {"probability", Align::kRight},
                   {"percentile", Align::kRight}});
  for (const auto& [record, member] : page.audiences) {
    audiences.add({record.name, count_text(member.rank),
                   percent_text(static_cast<double>(member.probability)),
                   format("{}", member.percentile)});
  }
  if (!audiences.empty()) context.out("\n" + audiences.text(context.width()));
  Table traits({{"trait"}, {"its list, best first"}});
  for (const auto& [record, list] : page.traits) {
    std::string words;
    for (const ProfileValue& one : list) words += (words.empty() ? "" : ", ") + title_of(one);
    traits.add({record.name, words});
  }
  if (!traits.empty()) context.out("\n" + traits.text(context.width()));
}

void print_recommended(const Context& context, const ProfilePage& page) {
  if (page.recommended.empty()) {
    context.out(format("\nNo recommended items: {}\n", page.no_recommendation));
    return;
  }
  Table table({{"recommended"}, {"probability", Align::kRight}, {"why"}});
  for (const ProfileValue& one : page.recommended) {
    table.add({title_of(one), percent_text(static_cast<double>(one.probability)),
               one.reasons.empty() ? "" : one.reasons.front()});
  }
  context.out("\n" + table.text(context.width()));
  context.out(format("by {}, {} {}\n", page.model->name, goals_words(page.model->goals),
                     horizon_words(page.model->horizon_days, page.model->as_of)));
}

void add_show(CLI::App& group, Context& context, Services& services) {
  auto id = std::make_shared<std::string>();
  auto& command = add_command(
      group, context, "show", "Everything that is known of one person",
      "likely profile show user_id:42\nlikely profile show email:ann@example.org --json",
      [&context, &services, id]() -> Result<void> {
        ASSIGN(const ProfilePage page, services.care.show_profile(*id));
        if (context.json) {
          print_json(context, page_json(page));
          return {};
        }
        print_identity(context, page);
        print_events(context, page);
        print_memberships(context, page);
        print_recommended(context, page);
        return {};
      });
  command.add_option("ID", *id, "user_id:42, anonymous_id:…, email:…, or a profile_id prf_…")
      ->required();
}

}  // namespace

void add_profile_commands(CLI::App& app, Context& context, Services& services) {
  auto& group = add_group(app, "profile", "One person: what is known of them");
  add_show(group, context, services);
}

}  // namespace likely::cli
