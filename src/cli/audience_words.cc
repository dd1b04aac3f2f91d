#include "cli/audience_words.h"

#include <algorithm>

#include "base/format.h"
#include "cli/model_words.h"
#include "cli/plot.h"
#include "cli/table.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/result_json.h"

namespace likely::cli {

namespace {

std::string conversions(double expected) {
  return decimal_text(expected, expected < 10 ? 1 : 0) + " conversions";
}

std::string quoted_list(const std::vector<std::string>& values) {
  std::string list;
  for (const auto& value : values) {
    list += format("{}\"{}\"", list.empty() ? "" : ", ", printable(value));
  }
  return list;
}

// Why an audience is empty, for which target.
void print_nobody(const Context& context, const AudienceAnswer& answer) {
  std::string why = "none of its members is left";
  if (answer.eligible == 0) {
    why = "nobody is eligible";
  } else if (answer.likely_enough == 0) {
    why = format("nobody reaches {}; the likeliest has {}", percent_text(answer.limit),
                 percent_text(answer.likeliest));
  }
  context.out(format("Nobody is in it: {}. {} for {} = {} {}.\n", why,
                     goals_words(answer.model.goals), printable(answer.column),
                     printable(answer.value),
                     horizon_words(answer.model.horizon_days, answer.model.as_of)));
}

// The first lines: how many, what to expect, out of whom.
void print_size(const Context& context, const AudienceAnswer& answer) {
  const SizePoint& point = answer.point;
  if (point.size == 0) return print_nobody(context, answer);
  context.out(format(
      "{}; we expect {}, {}–{} (90 %): {} for {} = {} {}.\n", people_words(point.size),
      conversions(point.expected), count_text(point.interval.low), count_text(point.interval.high),
      goals_words(answer.model.goals), printable(answer.column), printable(answer.value),
      horizon_words(answer.model.horizon_days, answer.model.as_of)));
  context.out(format(
      "They are {} of the {} eligible; the least likely of them has {}, the average person {}.\n",
      percent_text(point.share), count_text(answer.eligible),
      percent_text(static_cast<double>(point.least_likely)), percent_text(answer.average)));
  if (point.size < answer.asked) {
    context.out(
        format("You asked for {}; the others are not likely enough to be worth it "
               "(--min-probability sets another limit).\n",
               people_words(answer.asked)));
  }
}

void print_evidence(const Context& context, const AudienceAnswer& answer) {
  context.out(format("Evidence: {}", answer.evidence));
  if (answer.touched_by > 0) {
    context.out(format(
        " ({} touched it before, {} in the last {})", people_words(answer.touched_by),
        counted(answer.recent_conversions, "conversion"), days_words(answer.model.horizon_days)));
  }
  context.out(answer.quality.low_data
                  ? "; low data in this column: take the numbers as a rough guide.\n"
                  : ".\n");
  if (!answer.assumed.empty()) context.out(format("Assumed: {}\n", printable(answer.assumed)));
  if (answer.similar.empty()) return;
  if (answer.touched_by == 0) {
    context.out(format("Did you mean {}?\n", quoted_list(answer.similar)));
  } else {
    context.out(format("There is also {}, which differs only by case or spaces.\n",
                       quoted_list(answer.similar)));
  }
}

void print_curve(const Context& context, const AudienceAnswer& answer) {
  if (answer.eligible < 2) return;
  PlotLine line;
  PlotOptions options{.x_label = "people in the audience",
                      .y_label = "expected conversions, and their 90 % interval",
                      .width = context.width(),
                      .mark_x = static_cast<double>(answer.point.size)};
  for (const SizePoint& point : answer.curve) {
    const auto size = static_cast<double>(point.size);
    line.points.emplace_back(size, point.expected);
    options.low.emplace_back(size, static_cast<double>(point.interval.low));
    options.high.emplace_back(size, static_cast<double>(point.interval.high));
  }
  context.out("\n" + plot({line}, options) + "\n");
}

// A few sizes as numbers, the given one among them.
void print_sizes(const Context& context, const AudienceAnswer& answer) {
  constexpr double kShown[] = {.01, .05, .10, .20, .50, 1};
  Table table({{"people", Align::kRight},
               {"share", Align::kRight},
               {"expected", Align::kRight},
               {"90 % interval", Align::kRight},
               {"least likely", Align::kRight},
               {""}});
  for (const SizePoint& point : answer.curve) {
    const bool given = point.size == answer.point.size;
    const bool shown = std::any_of(std::begin(kShown), std::end(kShown), [&](double share) {
      return point.size ==
             static_cast<uint64_t>(std::ceil(share * static_cast<double>(answer.eligible) - 1e-9));
    });
    if (point.size == 0 || (!given && !shown)) continue;
    table.add({count_text(point.size), percent_text(point.share),
               decimal_text(point.expected, point.expected < 10 ? 1 : 0),
               format("{}–{}", count_text(point.interval.low), count_text(point.interval.high)),
               percent_text(static_cast<double>(point.least_likely)),
               given                               ? "← this audience"
               : point.size > answer.likely_enough ? "below the limit"
                                                   : ""});
  }
  if (!table.empty()) context.out(table.text(context.width()) + "\n");
}

void print_why(const Context& context, const AudienceAnswer& answer) {
  if (answer.why.empty()) return;
  context.out("Why these people:\n");
  Table table({{"reason"}, {"of the members", Align::kRight}, {"for example"}});
  for (const CommonReason& reason : answer.why) {
    table.add({reason.kind, percent_text(reason.share), reason.example});
  }
  context.out(table.text(context.width()));
}

Json point_json(const SizePoint& point) {
  return {{"size", point.size},          {"share", point.share},
          {"expected", point.expected},  {"low", point.interval.low},
          {"high", point.interval.high}, {"least_likely", point.least_likely}};
}

}  // namespace

void print_answer(const Context& context, const AudienceAnswer& answer) {
  print_size(context, answer);
  print_evidence(context, answer);
  print_curve(context, answer);
  print_sizes(context, answer);
  const std::string past = past_words(answer.quality, answer.point.share);
  if (!past.empty()) context.out(past + "\n");
  print_why(context, answer);
  print_notes(context, answer.model.notes);
}

Json answer_json(const AudienceAnswer& answer) {
  Json document{{"column", answer.column},
                {"value", answer.value},
                {"eligible", answer.eligible},
                {"asked", answer.asked}};
  document.update(point_json(answer.point));
  document["average"] = answer.average;
  document["likeliest"] = answer.likeliest;
  document["likely_enough"] = answer.likely_enough;
  document["evidence"] = answer.evidence;
  document["assumed"] = answer.assumed;
  document["similar"] = answer.similar;
  document["touched_by"] = answer.touched_by;
  document["recent_conversions"] = answer.recent_conversions;
  document["curve"] = Json::array();
  for (const SizePoint& point : answer.curve) document["curve"].push_back(point_json(point));
  document["why"] = Json::array();
  for (const CommonReason& reason : answer.why) {
    document["why"].push_back({{"reason", reason.kind},
                               {"share", reason.share},
                               {"points", reason.points},
                               {"example", reason.example}});
  }
  document["quality"] = quality_json(answer.quality);
  document["model"] = model_json(answer.model);
  return document;
}

Json record_json(const AudienceRecord& record) {
  Json document{{"name", record.name},
                {"key", record.key},
                {"status", record.status},
                {"column", record.column},
                {"value", record.value}};
  document.update(audience_figures_json(record));
  document.update({{"known_only", record.known_only},
                   {"goals", record.goals},
                   {"horizon_days", record.horizon_days},
                   {"model", record.model},
                   {"as_of", format_time(record.as_of)},
                   {"created", format_time(record.created)},
                   {"refreshed", format_time(record.refreshed)}});
  document["refresh"] = refresh_json(record.refresh);
  document["top"] = record.size_rule ? Json() : Json(record.top_ppm / 1e6);
  document["max_size"] = record.size_rule ? Json(*record.size_rule) : Json();
  document["min_probability"] = record.min_probability ? Json(*record.min_probability) : Json();
  return document;
}

Json members_json(const std::vector<MemberRow>& members) {
  Json list = Json::array();
  for (const MemberRow& member : members) {
    Json one = names_json(member.names);
    one["probability"] = member.probability;
    one["percentile"] = member.percentile;
    one["rank"] = member.rank;
    if (!member.reasons.empty()) one["reasons"] = member.reasons;
    list.push_back(std::move(one));
  }
  return list;
}

std::string person_words(const ProfileNames& names) {
  for (const auto* id : {&names.user_id, &names.email, &names.anonymous_id}) {
    if (!id->empty()) return *id;
  }
  return names.profile_id;
}

void print_members(const Context& context, const std::vector<MemberRow>& members) {
  const bool reasons = std::any_of(members.begin(), members.end(),
                                   [](const MemberRow& m) { return !m.reasons.empty(); });
  Table table({{"rank", Align::kRight},
               {"person"},
               {"probability", Align::kRight},
               {"percentile", Align::kRight},
               {reasons ? "why" : ""}});
  for (const MemberRow& member : members) {
    std::string why;
    for (const auto& reason : member.reasons) why += (why.empty() ? "" : "; ") + reason;
    table.add({count_text(member.rank), person_words(member.names),
               percent_text(static_cast<double>(member.probability)),
               format("{}", member.percentile), why});
  }
  context.out(table.text(context.width()));
}

}  // namespace likely::cli
