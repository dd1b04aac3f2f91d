#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "domain/event.h"
#include "store/profile_ids.h"
#include "store/space.h"

namespace likely {

// Whom an erasure is about, before it begins.
struct ErasePlan {
  ProfileNames names;
  std::vector<ExternalId> ids;
  uint64_t events = 0;
};

// kNotFound: nobody has that id; kUsage: it does not name a profile.
Result<ErasePlan> plan_erasure(Space& space, const std::string& id);

// What an erasure removed, and what it left because it is not the person's alone.
struct EraseReport {
  std::string profile_id;
  uint64_t profiles = 0;  // one, and one for each that was merged into it
  uint64_t external_ids = 0;
  uint64_t events = 0;  // theirs, and those kept out of profiles that carry an id of theirs
  uint64_t interactions = 0;
  uint64_t values = 0;  // values and search texts that only they had
  uint64_t discards = 0;
  uint64_t memberships = 0, trait_lists = 0;
  uint64_t models = 0;                      // rewritten without them
  std::vector<std::string> models_dropped;  // damaged ones, which could not be: their names
  uint64_t files = 0, rows = 0;             // rows of exports and sources below the data folder
  uint64_t uploads = 0;   // files on their way in or out that named them: removed whole
  uint64_t mentions = 0;  // events of other people that hold an id of theirs: left
  std::vector<std::string> files_left;  // other files below the data folder that hold one
  bool finished_earlier = false;        // an erasure that was cut off before was finished first
};

// Erases everything of one person from every file of the data folder, down to the bytes: the
// warehouse and the model files are written anew, the state is compacted. The ids go last, so that
// whenever it is cut off the same command finds the person again and finishes; a mark in the folder
// says so until it is over. Hashes of the ids stay, so that an older backup can be restored without
// the person (store/erased_ids.h). Errors: those of plan_erasure; kUnavailable when the disk is
// full. REQUIRES: the space is written.
Result<EraseReport> erase_profile(Space& space, const std::string& id, Progress& progress);

// The same for several people at once. One that was cut off is not found again: for a folder that
// nobody uses yet.
Result<EraseReport> erase_people(Space& space, std::span<const ProfileNumber> people,
                                 Progress& progress);

}  // namespace likely
