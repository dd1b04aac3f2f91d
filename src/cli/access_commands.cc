#include <CLI/CLI.hpp>

#include "base/format.h"
#include "cli/app.h"
#include "cli/context.h"
#include "cli/json_out.h"
#include "cli/table.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/result_json.h"
#include "services/services.h"

namespace likely::cli {

namespace {

constexpr const char* kActor = "command line";

std::string time_words(const std::optional<TimeUs>& at) { return at ? format_time(*at) : "never"; }

void add_source_commands(CLI::App& app, Context& context, Services& services) {
  auto& group = add_group(app, "source", "Where events come from, and the keys by which they do");
  auto name = std::make_shared<std::string>();
  auto& create = add_command(
      group, context, "create", "Make a source and print its write key, once",
      "likely source create \"Web shop\"", [&context, &services, name]() -> Result<void> {
        ASSIGN(const IssuedSource made, services.access.book->create_source(kActor, *name));
        if (context.json) {
          print_json(context, {{"id", made.id},
                               {"name", made.name},
                               {"write_key", made.write_key.secret},
                               {"write_key_id", made.write_key.id}});
          return {};
        }
        context.err("The write key is shown this once; it can only write.\n");
        context.out(made.write_key.secret + "\n");
        return {};
      });
  create.add_option("NAME", *name, "Its name")->required();
  add_command(group, context, "list", "The sources, and when each key was last used",
              "likely source list", [&context, &services]() -> Result<void> {
                ASSIGN(const auto sources, services.access.book->sources());
                Json list = Json::array();
                Table table({{"id"}, {"name"}, {"write key"}, {"created"}, {"last use"}});
                for (const SourceRecord& source : sources) {
                  Json keys = Json::array();
                  for (const KeyRecord& key : source.keys) {
                    keys.push_back({{"id", key.id},
                                    {"hint", key.hint},
                                    {"created_at", format_time(key.created)},
                                    {"last_use", time_json(key.last_use)}});
                    table.add({std::to_string(source.id), printable(source.name), key.hint + "…",
                               format_time(key.created), time_words(key.last_use)});
                  }
                  list.push_back({{"id", source.id},
                                  {"name", source.name},
                                  {"created_at", format_time(source.created)},
                                  {"write_keys", std::move(keys)}});
                }
                if (context.json) {
                  print_json(context, {{"sources", std::move(list)}});
                } else {
                  context.out(table.text(context.width()));
                }
                return {};
              });
}

Result<void> list_tokens(const Context& context, AccessBook& book) {
  ASSIGN(const auto tokens, book.tokens());
  Json list = Json::array();
  Table table({{"id"}, {"name"}, {"scope"}, {"token"}, {"created"}, {"last use"}, {"revoked"}});
  for (const TokenRecord& token : tokens) {
    list.push_back({{"id", token.key.id},
                    {"name", token.name},
                    {"scope", name_of(token.scope)},
                    {"hint", token.key.hint},
                    {"created_at", format_time(token.key.created)},
                    {"created_by", token.created_by},
                    {"last_use", time_json(token.key.last_use)},
                    {"revoked_at", time_json(token.revoked)}});
    table.add({std::to_string(token.key.id), printable(token.name),
               std::string(name_of(token.scope)), token.key.hint + "…",
               format_time(token.key.created), time_words(token.key.last_use),
               token.revoked ? format_time(*token.revoked) : ""});
  }
  if (context.json) {
    print_json(context, {{"tokens", std::move(list)}});
  } else {
    context.out(table.text(context.width()));
  }
  return {};
}

void add_token_commands(CLI::App& app, Context& context, Services& services) {
  auto& group = add_group(app, "token", "API tokens: what programs sign in with");
  struct Options {
    std::string name, scope;
    int64_t id = 0;
  };
  auto options = std::make_shared<Options>();
  auto& create = add_command(
      group, context, "create", "Make a token and print it, once",
      "likely token create nightly --scope manage",
      [&context, &services, options]() -> Result<void> {
        ASSIGN(const IssuedSecret made,
               services.access.book->create_token(kActor, options->name, options->scope));
        if (context.json) {
          print_json(context, {{"id", made.id},
                               {"name", options->name},
                               {"scope", name_of(*token_scope(options->scope))},
                               {"token", made.secret}});
          return {};
        }
        context.err("The token is shown this once.\n");
        context.out(made.secret + "\n");
        return {};
      });
  create.add_option("NAME", options->name, "What it is for")->required();
  create.add_option("--scope", options->scope, "write-only, profile-read, manage or admin")
      ->type_name("SCOPE")
      ->required();
  add_command(group, context, "list", "The tokens, revoked ones too", "likely token list",
              [&context, &services] { return list_tokens(context, *services.access.book); });
  auto& revoke =
      add_command(group, context, "revoke", "A token stops working at once",
                  "likely token revoke 3", [&context, &services, options]() -> Result<void> {
                    TRY(services.access.book->revoke_token(kActor, options->id));
                    if (context.json) {
                      print_json(context, {{"id", options->id}, {"revoked", true}});
                    } else {
                      context.out(format("Token {} is revoked.\n", options->id));
                    }
                    return {};
                  });
  revoke.add_option("ID", options->id, "Its number in `likely token list`")->required();
}

}  // namespace

void add_access_commands(CLI::App& app, Context& context, Services& services) {
  add_source_commands(app, context, services);
  add_token_commands(app, context, services);
}

}  // namespace likely::cli
