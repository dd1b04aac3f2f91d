#include "generator/shelves.h"

namespace likely {

namespace {

constexpr Season kNo = Season::kNone;
constexpr Season kSc = Season::kSchool;
constexpr Season kGi = Season::kGift;
constexpr Season kPl = Season::kPlanner;
constexpr Season kCr = Season::kCraft;

constexpr std::string_view kInks = "Black|Blue|Red|Green";
constexpr std::string_view kPacks = "Pack of 4|Pack of 10|Pack of 20";
constexpr std::string_view kPages = "A4 Ruled|A4 Squared|A5 Ruled|A5 Dotted|B5 Plain";
constexpr std::string_view kColours = "Black|Navy|Sage|Coral|Grey";

// clang-format off
constexpr Shelf kShelves[] = {
    {"Copy Paper", "Copy Paper", "printer paper", "500 Sheets|2,500 Sheets|Recycled 500 Sheets", 749, 20, 45, kNo, "92115070", "Printer Ink"},
    {"Notebooks", "Notebook", "notebook", kPages, 599, 44, 60, kSc, "35633743", "Gel Pens|Ballpoint Pens"},
    {"Legal Pads", "Legal Pad", "legal pad", "Yellow|White|Pack of 12", 429, 16, 50, kNo, "71002160", "Ballpoint Pens"},
    {"Sticky Notes", "Sticky Notes", "sticky notes", "Yellow|Neon|Pastel|Pack of 12", 379, 28, 55, kNo, "84216461", "Highlighters"},
    {"Index Cards", "Index Cards", "flash cards", "A6 Ruled|A7 Plain|Ringed", 279, 16, 90, kSc, "26206110", "Highlighters"},
    {"Loose Leaf Paper", "Filler Paper", "filler paper", "Ruled 100|Ruled 200|Squared 100", 399, 16, 60, kSc, "17604100", "Binders"},
    {"Sketchbooks", "Sketchbook", "sketchbook", "A5|A4|A3|Square", 1249, 28, 80, kCr, "02392303", "Pencils|Coloured Pencils"},
    {"Greeting Cards", "Greeting Card", "birthday card", "Birthday|Thank You|Congratulations|Blank", 399, 32, 70, kGi, "10221209", "Envelopes|Gift Bags"},
    {"Envelopes", "Envelopes", "envelopes", "C5|C6|DL|Padded", 549, 20, 90, kNo, "71102154", "Labels"},
    {"Wrapping Paper", "Wrapping Paper", "gift wrap", "Stripes|Botanical|Kraft|Stars", 599, 24, 100, kGi, "00421209", "Gift Bags|Tape"},
    {"Gift Bags", "Gift Bag", "gift bag", "Small|Medium|Large", 349, 16, 100, kGi, "00310108", "Greeting Cards"},
    {"Ballpoint Pens", "Ballpoint Pen", "pens", kInks, 499, 36, 60, kNo, "85304160", "Notebooks"},
    {"Gel Pens", "Gel Pen", "gel pen", kInks, 749, 36, 60, kSc, "37434731", "Notebooks"},
    {"Fountain Pens", "Fountain Pen", "fountain pen", "Fine|Medium|Broad", 4450, 24, 0, kGi, "21031636", "Fountain Pen Ink"},
    {"Fountain Pen Ink", "Bottled Ink", "ink bottle", "Midnight|Oxblood|Forest|Teal", 1390, 20, 80, kNo, "00030711", "Fountain Pens"},
    {"Mechanical Pencils", "Mechanical Pencil", "mechanical pencil", "0.5 mm|0.7 mm|2 mm", 799, 20, 0, kSc, "25213230", "Erasers"},
    {"Pencils", "Pencil", "hb pencils", kPacks, 449, 24, 75, kSc, "25767110", "Erasers"},
    {"Coloured Pencils", "Coloured Pencils", "coloured pencils", "12|24|36|72", 1690, 24, 150, kSc, "02694202", "Sketchbooks"},
    {"Markers", "Marker Set", "markers", "6|12|24|Dual Tip 24", 1290, 24, 110, kSc, "12575201", "Craft Paper"},
    {"Highlighters", "Highlighter", "highlighters", "Yellow|Pastel Set|Neon Set", 599, 20, 80, kSc, "57206440", "Notebooks"},
    {"Permanent Markers", "Permanent Marker", "permanent marker", "Black|Silver|Set of 4", 749, 16, 110, kNo, "62224230", "Labels"},
    {"Whiteboard Markers", "Whiteboard Marker", "whiteboard pens", "Black|Set of 4|Set of 10", 849, 16, 55, kNo, "62008030", "Whiteboards"},
    {"Brush Pens", "Brush Pen", "brush pen", "Soft|Firm|Set of 12", 1490, 20, 95, kCr, "01080701", "Sketchbooks"},
    {"Binders", "Ring Binder", "binder", "A4 2-Ring|A4 4-Ring|A5|Lever Arch|Landscape", 629, 36, 160, kSc, "66608140", "Dividers|Sheet Protectors|Loose Leaf Paper"},
    {"Folders", "Folder", "folders", "Clear|Cardboard|Expanding|Document Wallet", 489, 28, 120, kSc, "74506150", "Labels"},
    {"Sheet Protectors", "Sheet Protectors", "plastic wallets", "50|100|Reinforced 100", 559, 16, 80, kSc, "53307130", "Binders"},
    {"Dividers", "Dividers", "tab dividers", "A4 5-Part|A4 10-Part|A4 A-Z", 379, 16, 130, kSc, "55405130", "Binders"},
    {"File Boxes", "File Box", "archive box", "Card|Plastic|Magazine File", 1090, 20, 0, kNo, "71002150", "Folders"},
    {"Labels", "Labels", "labels", "Address|File|Round|Name", 699, 20, 90, kNo, "71305252", "Envelopes"},
    {"Clipboards", "Clipboard", "clipboard", "A4|A5|Folding", 649, 12, 0, kNo, "51107110", "Legal Pads"},
    {"Staplers", "Stapler", "stapler", "Half Strip|Full Strip|Mini", 1190, 16, 0, kNo, "62205050", "Staples"},
    {"Staples", "Staples", "staples", "26/6|24/6|Heavy Duty", 289, 12, 110, kNo, "71104040", "Staplers"},
    {"Scissors", "Scissors", "scissors", "Office|Kids|Craft", 690, 16, 0, kSc, "31545123", "Glue"},
    {"Tape", "Tape", "sticky tape", "Clear|Invisible|Double-Sided|Packing", 389, 20, 70, kNo, "62324255", "Scissors"},
    {"Glue", "Glue Stick", "glue stick", "Single|Pack of 5|Pack of 12", 349, 16, 70, kSc, "13746102", "Craft Paper"},
    {"Erasers", "Eraser", "eraser", "White|Kneadable|Pack of 5", 219, 16, 110, kSc, "14656100", "Pencils"},
    {"Rulers", "Ruler", "ruler", "15 cm|30 cm|Steel 30 cm", 259, 12, 0, kSc, "25635110", "Calculators"},
    {"Calculators", "Calculator", "scientific calculator", "Desktop|Scientific|Graphing", 2490, 20, 0, kSc, "46503030", "Rulers"},
    {"Pencil Cases", "Pencil Case", "pencil case", kColours, 1190, 28, 0, kSc, "06724402", "Pencils|Erasers"},
    {"Backpacks", "Backpack", "school bag", "18 L|24 L|30 L", 4990, 32, 0, kSc, "06801002", "Pencil Cases|Water Bottles"},
    {"Water Bottles", "Water Bottle", "water bottle", kColours, 1990, 20, 0, kSc, "14612123", "Backpacks"},
    {"Planners", "Planner", "planner", "Daily|Weekly|Academic|Undated", 1890, 36, 0, kPl, "45416843", "Stickers|Gel Pens"},
    {"Calendars", "Calendar", "wall calendar", "Wall|Desk|Family", 1290, 24, 0, kPl, "52313354", "Planners"},
    {"Washi Tape", "Washi Tape", "washi", "Floral|Geometric|Set of 8", 449, 24, 75, kCr, "01230813", "Stickers"},
    {"Stickers", "Sticker Set", "stickers", "Botanical|Alphabet|Reward|Vintage", 399, 24, 70, kCr, "02516802", "Washi Tape"},
    {"Watercolours", "Watercolour Set", "watercolor paint", "12 Pans|24 Pans|Tubes", 2690, 24, 140, kCr, "00291303", "Sketchbooks"},
    {"Craft Paper", "Craft Paper", "coloured card", "A4 Assorted|A3 Assorted|Kraft", 749, 20, 80, kCr, "00645203", "Glue"},
    {"Printer Ink", "Ink Cartridge", "ink cartridge", "Black|Colour|Twin Pack", 2890, 36, 75, kNo, "83203080", "Copy Paper"},
    {"Whiteboards", "Whiteboard", "whiteboard", "60 x 45|90 x 60|120 x 90", 3990, 16, 0, kNo, "51206040", "Whiteboard Markers"},
    {"Desk Organisers", "Desk Organiser", "desk tidy", "Bamboo|Mesh|Drawer Unit", 2190, 24, 0, kNo, "53213472", "Desk Lamps"},
    {"Desk Lamps", "Desk Lamp", "desk lamp", "Clamp|LED|Rechargeable", 3690, 20, 0, kNo, "35232363", "Desk Organisers"},
};
// clang-format on

constexpr std::string_view kBrands[] = {
    "Halvard",      "Inkwell Lane",   "Norrpapp",   "Birch & Bell",
    "Quillmark",    "Studio Vermeil", "Tidemark",   "Penrose Mill",
    "Kestrel",      "Lumen Desk",     "Oakrule",    "Papeterie Colline",
    "Marginalia",   "Blotter Bros",   "Graphite 9", "Sundial",
    "Farben Haus",  "Little Larch",   "Corvo",      "Deskwright",
    "Plainfield",   "Ada & Finch",    "Threefold",  "Mosswood",
    "Signal Paper", "Redwing",        "Bureau 21",  "Okapi Kids",
    "Velin",        "Copperplate",    "Stadtpark",  "Umber",
    "Northgate",    "Pico",           "Letterwell", "Rastro",
    "Greylag",      "Chalk Farm",     "Everblue",   "Tansy",
    "Zeichen",      "Mill & Moon",    "Foolscap",   "Basalt",
    "Wisp",         "ValueLine",
};

constexpr std::string_view kSeries[] = {
    "Classic", "Everyday", "Studio", "Pro", "Eco",   "Select", "Compact", "Heritage",
    "Bright",  "Linea",    "Soft",   "Max", "Nomad", "Urban",  "Basic",   "Signature",
};

constexpr std::string_view kNewLine[] = {
    "Binders", "Notebooks", "Planners", "Pencil Cases", "Backpacks", "Folders",
};

constexpr AwkwardName kAwkward[] = {
    {"Binders", "Oakrule 3\" Ring Binder, \"Heavy Duty\", Black"},
    {"Fountain Pens", "Æther & Søn Füller – Größe M"},
    {"Sticky Notes", "Sticky Notes 📌 “Super Sticky” (12×)"},
    {"Legal Pads", "=SUM(A1:A9) Ledger Pad"},
    {"Markers", "O'Neill's <b>Bold</b> Marker; 5 % more"},
    {"Washi Tape", "和紙テープ Washi Tape 🌸"},
    {"Rulers", "Back\\slash Ruler\t30 cm"},
};

}  // namespace

std::span<const Shelf> shelves() { return kShelves; }
std::span<const std::string_view> brand_names() { return kBrands; }
std::span<const std::string_view> series_names() { return kSeries; }
std::span<const std::string_view> new_line_categories() { return kNewLine; }
std::span<const AwkwardName> awkward_names() { return kAwkward; }

}  // namespace likely
