#include <CLI/CLI.hpp>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/audience_words.h"
#include "cli/json_out.h"
#include "cli/model_words.h"
#include "cli/table.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/result_json.h"
#include "services/services.h"

namespace likely::cli {

namespace {

Json values_json(const std::vector<ProfileValue>& values) {
  Json list = Json::array();
  for (const ProfileValue& one : values) {
    Json entry = {{"value", one.value}, {"probability", one.probability}};
    if (!one.item.name.empty()) entry["name"] = one.item.name;
    if (!one.reasons.empty()) entry["reasons"] = one.reasons;
    list.push_back(std::move(entry));
  }
  return list;
}

std::string title_of(const ProfileValue& one) {
  return one.item.name.empty() || one.item.name == one.value
             ? one.value
             : format("{} ({})", one.item.name, one.value);
}

Json events_json(const ProfilePage& page) {
  Json events = {
      {"count", page.events}, {"first", time_json(page.first)}, {"last", time_json(page.last)}};
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

Json erased_json(const EraseReport& report) {
  return {{"profile_id", report.profile_id},
          {"finished_earlier", report.finished_earlier},
          {"removed",
           {{"profiles", report.profiles},
            {"external_ids", report.external_ids},
            {"events", report.events},
            {"interactions", report.interactions},
            {"values", report.values},
            {"discards", report.discards},
            {"memberships", report.memberships},
            {"trait_lists", report.trait_lists},
            {"file_rows", report.rows}}},
          {"models_rewritten", report.models},
          {"models_dropped", report.models_dropped},
          {"files_rewritten", report.files},
          {"uploads_removed", report.uploads},
          {"mentions_by_others", report.mentions},
          {"files_left", report.files_left}};
}

void print_erased(const Context& context, const EraseReport& report) {
  if (report.finished_earlier) {
    context.out(
        "An erasure that was cut off before is finished; what it had removed by then is "
        "not counted here.\n");
  }
  context.out(format("{} is erased.\n\n", report.profile_id));
  Table table({{"removed"}, {"", Align::kRight}});
  const auto add = [&](const char* what, uint64_t count) {
    if (count > 0) table.add({what, count_text(count)});
  };
  add("profiles, with those merged into it", report.profiles);
  add("external ids", report.external_ids);
  add("events", report.events);
  add("interactions", report.interactions);
  add("values and search texts of theirs alone", report.values);
  add("refused rows that name them", report.discards);
  add("places in audiences", report.memberships);
  add("lists of traits", report.trait_lists);
  add("rows of files below the data folder", report.rows);
  if (!table.empty()) context.out(table.text(context.width()) + "\n");
  if (report.models > 0) {
    context.out(
        format("{} rewritten without them; `likely train` also forgets what was learned of "
               "all people together.\n",
               report.models == 1 ? "1 model was" : count_text(report.models) + " models were"));
  }
  if (report.uploads > 0) {
    context.out(format("{} named them, or cannot be looked into, and {} removed whole.\n",
                       counted(report.uploads, "upload"), report.uploads == 1 ? "was" : "were"));
  }
  for (const std::string& name : report.models_dropped) {
    context.out(format("{} could not be read and was dropped whole: run `likely train`.\n", name));
  }
  if (report.mentions > 0) {
    context.out(
        format("Left: {} of other people that hold an id of theirs, since those are the "
               "others' own.\n",
               amount_text(report.mentions, "events")));
  }
  for (const std::string& file : report.files_left) {
    context.out(
        format("Left: {} is no file of Likely's and holds an id of theirs.\n", printable(file)));
  }
  context.out(
      "Not reached: files outside the data folder, such as exports and backups elsewhere. "
      "Importing the source file again brings the person back.\n");
}

// Whether the person at the terminal means it.
Result<void> confirm(const Context& context, Services& services, const std::string& id) {
  const auto needs_yes = [&] {
    return fail(ErrorCode::kUsage,
                format("profile erase removes {} for good and nobody is at a terminal to be asked; "
                       "say --yes",
                       id));
  };
  if (context.json || !context.can_ask()) return needs_yes();
  ASSIGN(const ErasePlan plan, services.care.plan_erasure(id));
  std::string ids;
  for (const ExternalId& one : plan.ids)
    ids += format("\n  {}: {}", one.type, printable(one.value));
  const auto answer =
      context.ask(format("{}{}\n{}\nEverything of this person goes, for good. Type yes to erase: ",
                         plan.names.profile_id, ids, amount_text(plan.events, "events")));
  if (answer == "yes") return {};
  return fail(ErrorCode::kCancelled, "nothing was erased");
}

void add_erase(CLI::App& group, Context& context, Services& services) {
  auto id = std::make_shared<std::string>();
  auto yes = std::make_shared<bool>(false);
  auto& command = add_command(
      group, context, "erase", "Remove everything of one person, from every file, for good",
      "likely profile erase user_id:42\nlikely profile erase email:ann@example.org --yes",
      [&context, &services, id, yes]() -> Result<void> {
        if (!*yes) TRY(confirm(context, services, *id));
        ASSIGN(const EraseReport report, services.care.erase_profile(*id, *context.progress));
        if (context.json) {
          print_json(context, erased_json(report));
        } else {
          print_erased(context, report);
        }
        return {};
      });
  command.add_option("ID", *id, "user_id:42, anonymous_id:…, email:…, or a profile_id prf_…")
      ->required();
  command.add_flag("--yes", *yes, "Do not ask");
}

}  // namespace

void add_profile_commands(CLI::App& app, Context& context, Services& services) {
  auto& group = add_group(app, "profile", "One person: what is known of them");
  add_show(group, context, services);
  add_erase(group, context, services);
}

}  // namespace likely::cli
