#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/json_out.h"
#include "services/numbers.h"
#include "services/services.h"

namespace likely::cli {

namespace {

constexpr const char* kDefaultFolder = "./likely-demo";
constexpr const char* kAudience = "Back to School";
constexpr const char* kTrait = "recommended_products";

using Words = std::vector<std::string>;

// A word as it is typed in a shell.
std::string shell_word(const std::string& word) {
  const bool plain = word.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789_-./:=@%") == std::string::npos;
  if (plain && !word.empty()) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string shell_line(const Words& words) {
  std::string line = "likely";
  for (const std::string& word : words) line += " " + shell_word(word);
  return line;
}

// Tells the story: every step is a command line, run as if it had been typed. One thread.
class Demo {
 public:
  Demo(Context& context, Services& services, const RunLine& run_line, uint64_t customers,
       uint64_t seed)
      : context_(context),
        services_(services),
        run_line_(run_line),
        customers_(customers),
        seed_(seed) {}

  Result<void> tell();

 private:
  Result<void> open_shop();
  Result<void> bring_in();
  Result<void> map();
  Result<void> learn();
  Result<void> answer();
  Result<void> one_customer();
  void say_what_next();

  void chapter(const std::string& title, const std::string& words);
  // Runs the command line and lets its words through; with --json it joins the document.
  Result<void> type(const Words& words, const std::string& more_words = "");
  // The same, but its stdout is the result and is not shown.
  Result<std::string> ask(Words words, bool json);
  int run_words(const Words& words);
  void say(const std::string& text) {
    if (!context_.json) context_.out(text);
  }

  Context& context_;
  Services& services_;
  const RunLine& run_line_;
  const uint64_t customers_;
  const uint64_t seed_;
  int chapter_ = 0;
  std::string user_;  // the customer whose page is shown: "user_id:u100042"
  Json steps_ = Json::array();
  std::string shop() const { return context_.data + "/shop"; }
};

int Demo::run_words(const Words& words) {
  std::vector<const char*> line = {"likely"};
  for (const std::string& word : words) line.push_back(word.c_str());
  const Context before = context_;
  const int code = run_line_(static_cast<int>(line.size()), line.data());
  context_.json = before.json;
  context_.progress = before.progress;
  context_.end_progress = before.end_progress;
  return code;
}

Result<std::string> Demo::ask(Words words, bool json) {
  if (json) words.push_back("--json");
  std::string out;
  const auto before = context_.write_out;
  context_.write_out = [&out](std::string_view text) { out += text; };
  const int code = run_words(words);
  context_.write_out = before;
  if (code == 0) return out;
  return fail(ErrorCode::kInternal,
              format("the demo stopped at `{}`: exit code {}; what it said stands above",
                     shell_line(words), code));
}

Result<void> Demo::type(const Words& words, const std::string& more_words) {
  Words full = words;
  if (words[0] != "generate") full.insert(full.begin(), {"--data", context_.data});
  say("\n$ " + shell_line(full) + more_words + "\n");
  if (!context_.json) {
    const int code = run_words(full);
    if (code == 0) return {};
    return fail(ErrorCode::kInternal, format("the demo stopped at `{}`: exit code {}; what it said "
                                             "stands above",
                                             shell_line(full), code));
  }
  const auto started = std::chrono::steady_clock::now();
  ASSIGN(const std::string out, ask(full, true));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started;
  Json step;
  step["command"] = shell_line(full);
  step["seconds"] = taken.count();
  step["result"] = Json::parse(out, nullptr, /*allow_exceptions=*/false);
  steps_.push_back(std::move(step));
  return {};
}

void Demo::chapter(const std::string& title, const std::string& words) {
  say(format("\n━━ {}. {} ━━\n{}\n", ++chapter_, title, words));
}

Result<void> Demo::open_shop() {
  TRY(services_.generate.start_demo(context_.data));
  chapter("A store that does not exist",
          "People with tastes that stand in no property of any event: what they do shows them.\n"
          "A year and a half until the end of July, weeks before everybody goes back to school.");
  return type({"generate", "--customers", std::to_string(customers_), "--seed",
               std::to_string(seed_), "--out", shop()});
}

Result<void> Demo::bring_in() {
  chapter("Its events come in",
          "Tracking calls as browsers and shops send them. Nothing is lost silently: what cannot\n"
          "be accepted is listed with its reason, what was sent twice counts once.");
  TRY(type({"import", shop() + "/events.ndjson"}));
  TRY(type({"discards", "--limit", "3"}));
  say("\nThe item feed says what the products are, also of a new line that nobody has seen yet.\n");
  return type({"items", "import", shop() + "/items.csv", "--key", "product_id"});
}

// The first interaction of a proposal, without its remarks.
std::string first_rule(const std::string& proposal) {
  const std::string head = "[[interaction]]\n";
  const size_t begin = proposal.find(head);
  if (begin == proposal.npos) return "";
  const size_t end = std::min(proposal.find("\n\n", begin), proposal.size());
  std::string rule = head;
  for (size_t at = begin + head.size(); at < end;) {
    const size_t stop = std::min(proposal.find('\n', at), end);
    const std::string line = proposal.substr(at, stop - at);
    rule += line.substr(0, line.find_last_not_of(' ', line.find("  #")) + 1) + "\n";
    at = stop + 1;
  }
  return rule + "…\n";
}

Result<void> Demo::map() {
  chapter("Which events mean interest, and in what",
          "`suggest` looks at the events and proposes the mapping, a file to read and to edit.");
  const std::string file = shop() + "/catalog.toml";
  const Words suggest = {"--data", context_.data, "catalog", "suggest"};
  say("\n$ " + shell_line(suggest) + " > " + shell_word(file) + "\n");
  ASSIGN(const std::string proposal, ask(suggest, false));
  TRY(services_.generate.keep(file, proposal));
  say(first_rule(proposal));
  return type({"catalog", "set", file});
}

Result<void> Demo::learn() {
  chapter("Learn", "One model a column: own habits, what similar people took, seasons of use.");
  TRY(type({"train"}));
  chapter("How good would this have been?",
          "Trained again on what was known a month before the end, and judged by that month.");
  return type({"backtest", "--column", "Category"});
}

Result<void> Demo::answer() {
  chapter("Who is most likely to want binders?",
          "The audience: the fifth of all people that is likeliest to engage with Binders.");
  TRY(type({"audience", "create", kAudience, "--column", "Category", "--value", "Binders", "--top",
            "20%"}));
  TRY(type({"audience", "members", kAudience, "--limit", "3", "--reasons"}));
  say("\nThe new line was announced by the item feed alone: no event mentions its brand.\n");
  TRY(type({"audience", "preview", "--column", "Brand", "--value", "Fernway", "--top", "5%"}));
  chapter("What is each person most likely to want?",
          "The trait: five products for everybody, without what was bought within 30 days.");
  return type({"trait", "create", kTrait, "--column", "Product Name", "--count", "5", "--exclude",
               "purchased:30"});
}

// The likeliest member who is known by a user id.
std::string first_known(const Json& members) {
  for (const auto& member : members) {
    const auto id = member.find("user_id");
    if (id != member.end() && id->is_string() && !id->get_ref<const std::string&>().empty()) {
      return "user_id:" + id->get<std::string>();
    }
  }
  return "";
}

Result<void> Demo::one_customer() {
  ASSIGN(const std::string out,
         ask({"--data", context_.data, "audience", "members", kAudience}, true));
  const Json members = Json::parse(out, nullptr, /*allow_exceptions=*/false);
  if (members.is_object() && members.contains("members")) user_ = first_known(members["members"]);
  if (user_.empty()) return {};  // a tiny store where nobody has signed in
  chapter("One customer's page", "Who this is, which audiences, and what to recommend and why.");
  TRY(type({"profile", "show", user_}));
  return type({"trait", "show", kTrait, "--profile", user_});
}

void Demo::say_what_next() {
  const std::string program = shell_word(context_.program);
  const std::string likely = program + " --data " + shell_word(context_.data);
  say(
      format("\n━━ What next ━━\n"
             "Everything stands in {0}; a second run starts afresh.\n"
             "Open it in a browser (it prints the address):\n"
             "  {1} serve\n"
             "Look round at the terminal:\n"
             "  {1} status\n"
             "  {1} audience members '{2}'\n"
             "  {1} audience export '{2}' --out members.csv\n"
             "  {1} trait export {3} --out recommendations.csv\n"
             "  {1} audience preview --column Category --value Planners --size 500\n"
             "  {1} score --column Brand --top 100 --out brands.csv\n"
             "Your own events, as CSV, Parquet or tracking calls:\n"
             "  {4} import orders.csv --user-id customer --event-name 'Order Completed' "
             "--time date\n"
             "  {4} catalog suggest > catalog.toml && {4} catalog set catalog.toml\n"
             "  {4} train && {4} backtest\n",
             context_.data, likely, kAudience, kTrait, program));
}

Result<void> Demo::tell() {
  const auto started = std::chrono::steady_clock::now();
  TRY(open_shop());
  TRY(bring_in());
  TRY(map());
  TRY(learn());
  TRY(answer());
  TRY(one_customer());
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started;
  if (context_.json) {
    print_json(context_,
               {{"folder", context_.data}, {"seconds", taken.count()}, {"steps", steps_}});
    return {};
  }
  say_what_next();
  say(format("The whole story took {}.\n", duration_text(taken.count())));
  return {};
}

struct DemoOptions {
  uint64_t customers = 20'000;
  uint64_t seed = 1;
};

}  // namespace

void add_demo_command(CLI::App& app, Context& context, Services& services, RunLine run_line) {
  auto options = std::make_shared<DemoOptions>();
  auto& command = add_command(
      app, context, "demo", "The whole story on a made-up store, in a minute",
      "likely demo\nlikely demo --customers 2000 --data ./small-demo",
      [&context, &services, options, run_line = std::move(run_line)] {
        if (context.data == Context().data) context.data = kDefaultFolder;
        return Demo(context, services, run_line, options->customers, options->seed).tell();
      });
  command.add_option("--customers", options->customers, "How many people (20,000)")->type_name("N");
  command.add_option("--seed", options->seed, "Another seed, another store (1)")->type_name("S");
}

}  // namespace likely::cli
