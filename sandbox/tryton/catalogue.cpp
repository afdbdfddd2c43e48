#include "sandbox/tryton/trade_data.h"

namespace syncline::sandbox::tryton {

const std::vector<Article>& catalogue() {
  static const std::vector<Article> all{
      {"KL-1001", "Reihenklemme 2,5 mm²", "u", "goods", "Klemmen", "1.15", 5000},
      {"KL-1002", "Reihenklemme 4 mm²", "u", "goods", "Klemmen", "1.48", 3200},
      {"KL-1003", "Schutzleiterklemme 4 mm²", "u", "goods", "Klemmen", "2.90", 1400},
      {"KL-1010", "Verbindungsklemme 3-polig", "u", "goods", "Klemmen", "0.36", 12000},
      {"KL-1011", "Verbindungsklemme 5-polig", "u", "goods", "Klemmen", "0.52", 9000},
      {"KB-2010", "Mantelleitung NYM-J 3x1,5", "m", "goods", "Kabel", "0.8950", 12500},
      {"KB-2011", "Mantelleitung NYM-J 3x2,5", "m", "goods", "Kabel", "1.3475", 8000},
      {"KB-2020", "Mantelleitung NYM-J 5x2,5", "m", "goods", "Kabel", "2.3425", 4000},
      {"KB-2030", "Erdkabel NYY-J 5x10", "m", "goods", "Kabel", "9.8800", 600},
      {"KB-2040", "Datenkabel Cat 7", "m", "goods", "Kabel", "0.7890", 5000},
      {"KB-2050", "Schlauchleitung H05VV-F 3G1,5", "m", "goods", "Kabel", "1.0200", 2500},
      {"SG-3001", "Schaltschrank 600x800", "u", "goods", "Gehäuse", "318.00", 14},
      {"SG-3002", "Schaltschrank 800x2000", "u", "goods", "Gehäuse", "879.90", 3},
      {"SG-3003", "Kleinverteiler 2-reihig", "u", "goods", "Gehäuse", "41.20", 60},
      {"SG-3004", "Kleinverteiler 4-reihig", "u", "goods", "Gehäuse", "78.60", 35},
      {"SG-3010", "Abzweigkasten IP55", "u", "goods", "Gehäuse", "2.35", 900},
      {"LS-4010", "Leitungsschutzschalter B10", "u", "goods", "Schutzgeräte", "4.05", 640},
      {"LS-4016", "Leitungsschutzschalter B16", "u", "goods", "Schutzgeräte", "4.20", 860},
      {"LS-4032", "Leitungsschutzschalter C32", "u", "goods", "Schutzgeräte", "7.95", 210},
      {"FI-4040", "Fehlerstromschutzschalter 40 A", "u", "goods", "Schutzgeräte", "38.75", 120},
      {"FI-4063", "Fehlerstromschutzschalter 63 A", "u", "goods", "Schutzgeräte", "61.30", 44},
      {"US-4100", "Überspannungsschutz Typ 2", "u", "goods", "Schutzgeräte", "96.40", 25},
      {"KU-5001", "Kupferschiene blank", "kg", "goods", "Rohstoffe", "11.6000", 750},
      {"KU-5002", "Kupferschiene verzinnt", "kg", "goods", "Rohstoffe", "13.2000", 300},
      {"AL-5010", "Aluminiumprofil 40x40", "m", "goods", "Rohstoffe", "8.4500", 420},
      {"SD-6001", "Steckdose Aufputz", "u", "goods", "Installation", "3.85", 700},
      {"SD-6002", "Steckdose Unterputz", "u", "goods", "Installation", "2.95", 1500},
      {"SW-6010", "Wechselschalter", "u", "goods", "Installation", "3.10", 1100},
      {"SW-6011", "Kreuzschalter", "u", "goods", "Installation", "5.60", 240},
      {"CEE-6020", "CEE-Steckdose 16 A", "u", "goods", "Installation", "7.40", 180},
      {"CEE-6021", "CEE-Steckdose 32 A", "u", "goods", "Installation", "11.90", 90},
      {"LE-7001", "LED-Feuchtraumleuchte 1500", "u", "goods", "Leuchten", "34.50", 75},
      {"LE-7002", "LED-Hallenstrahler 150 W", "u", "goods", "Leuchten", "129.00", 12},
      {"LE-7003", "Notleuchte mit Akku", "u", "goods", "Leuchten", "58.20", 0},
      {"WK-8001", "Crimpzange", "u", "goods", "Werkzeug", "46.00", 20},
      {"WK-8002", "Abisolierzange", "u", "goods", "Werkzeug", "27.50", 31},
      {"WK-8003", "Spannungsprüfer zweipolig", "u", "goods", "Werkzeug", "39.90", 18},
      {"MO-9001", "Montage vor Ort", "h", "service", "Dienstleistung", "78.00"},
      {"MO-9002", "Anfahrt", "u", "service", "Dienstleistung", "45.00"},
      {"PR-9010", "Prüfung nach DGUV V3", "h", "service", "Dienstleistung", "92.00"},
      {"SO-7777", "Sonderanfertigung", "u", "goods", "Gehäuse", "0.01"}};
  return all;
}

}  // namespace syncline::sandbox::tryton
