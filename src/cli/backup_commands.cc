#include <CLI/CLI.hpp>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/json_out.h"
#include "cli/table.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/services.h"

namespace likely::cli {

namespace {

Json manifest_json(const std::string& path, const BackupManifest& manifest) {
  return {{"path", path},
          {"made", format_time(manifest.made)},
          {"events", manifest.events},
          {"profiles", manifest.profiles},
          {"bytes", manifest.bytes()},
          {"files", manifest.files.size()}};
}

std::string manifest_words(const BackupManifest& manifest) {
  return format("{} events, {} profiles, {} MB in {} files, as of {}", count_text(manifest.events),
                count_text(manifest.profiles), count_text(manifest.bytes() / 1'000'000),
                manifest.files.size(), format_time(manifest.made));
}

void add_backup(CLI::App& app, Context& context, Services& services) {
  auto to = std::make_shared<std::string>();
  auto& backup = add_command(
      app, context, "backup", "Copy the data folder, also while it is served, into a new folder",
      "likely backup /mnt/backups/monday\nlikely backup ./monday --json",
      [&context, &services, to]() -> Result<void> {
        ASSIGN(const BackupReport report, services.care.backup(*to, *context.progress));
        if (context.json) {
          print_json(context, manifest_json(report.path, report.manifest));
          return {};
        }
        context.out(format("{}: {}\nlikely restore brings it back into a new data folder.\n",
                           printable(report.path), manifest_words(report.manifest)));
        return {};
      });
  backup.add_option("folder", *to, "A new or empty folder outside of the data folder")
      ->required()
      ->type_name("FOLDER");
}

Json restore_json(const RestoreReport& report) {
  Json json = manifest_json(report.path, report.manifest);
  json["erased_from"] = report.erased_from.empty() ? Json() : Json(report.erased_from);
  json["erased"] = report.erased;
  return json;
}

void print_restored(const Context& context, const RestoreReport& report) {
  context.out(format("{}: {}\n", printable(report.path), manifest_words(report.manifest)));
  if (report.erased > 0) {
    context.out(format("{} people who were erased after the backup were erased again.\n",
                       count_text(report.erased)));
  }
  if (report.erased_from.empty()) {
    context.err(format(
        "likely: nobody here knows who was erased after the backup, since the data folder it was "
        "made of ({}) is not there: they are back. Erase them again, or restore with --erased and "
        "that folder or a copy of its file `erased`\n",
        printable(report.manifest.folder)));
  }
}

void add_restore(CLI::App& app, Context& context, Services& services) {
  auto options = std::make_shared<RestoreOptions>();
  auto& restore = add_command(
      app, context, "restore", "Make a new data folder of a backup",
      "likely restore /mnt/backups/monday --data ./restored\n"
      "likely restore /mnt/backups/monday --data ./restored --erased ./likely-data",
      [&context, &services, options]() -> Result<void> {
        ASSIGN(const RestoreReport report, services.care.restore(*options, *context.progress));
        if (context.json) print_json(context, restore_json(report));
        if (!context.json) print_restored(context, report);
        return {};
      });
  restore.add_option("backup", options->backup, "A folder that `likely backup` made")
      ->required()
      ->type_name("BACKUP");
  restore
      .add_option("--erased", options->erased,
                  "Who was erased since: a data folder, or its file `erased`; by default that of "
                  "the data folder the backup was made of")
      ->type_name("PATH");
}

}  // namespace

void add_backup_commands(CLI::App& app, Context& context, Services& services) {
  add_backup(app, context, services);
  add_restore(app, context, services);
}

}  // namespace likely::cli
