// Words that dates are written with: months in many languages, and the names of time zones.

/**
 * Names and their short forms by month, folded: lower case, no accents, no dot. The languages that feeds were seen in, and their neighbours in Europe;
 * Hebrew with its "in". What its first four or three letters tell stands here by those alone: `sept` for `September` and `septiembre`.
 */
const MONTHS: readonly string[] = [
  'jan janv ene gen ιαν янв sty jaenner ian січ led tammi tammikuu tammikuuta oca ocak януари sij jaan sausis sausio јан сту xan ינו בינו يناير',
  'feb subat fev febr fevr фев февр lut luty φεβ лют uno unor helmi helmikuu helmikuuta sub velj veebr veebruar vasaris vasario феб люты פבר בפבר فبراير',
  'mar mrt maerz mars marz maart мар μαρ mac март marc бер bre maalis maaliskuu maaliskuuta mart ozu kovas kovo сак מרץ במרץ مارس',
  'apr avr abr апр kwi απρ квіт dub huhti huhtikuu huhtikuuta nis tra balandis balandzio dabr кра אפר באפר ابريل',
  'may mai maj mayo maio mag mei мая маи maja μαι трав kve touko toukokuu toukokuuta svi geguze geguzes maig мај מאי במאי مايو',
  'jun june juin giu juni июн июня июнь cze ιουν cervna iun черв cvn cerven kesa haz юни lipanj lipnja juna juuni birzelis birzelio juny јун јуни чэр xuno יוני ביוני يونيو',
  'jul july juil lug juli июл июля июль lip ιουλ cervence iul лип cvc cervenec heina heinakuu heinakuuta tem юли srpanj srpnja jula juuli liepa liepos јул јули ліп xul יולי ביולי يوليو',
  'aug agustos aou ago aout авг sie αυγ серп srp elo agu kol avg rugpjutis rugpjucio ag dag жні ogo ogos אוג באוג اغسطس',
  'sep sept set сен сент wrz σεπ σεπτ szeptember szept zari вер zar syys eyl ruj rugsejis rugsejo сеп ספט בספט سبتمبر',
  'oct okt ott out окт paz οκτ жовт rij loka eki ekim spalis spalio doct кас אוק באוק اكتوبر',
  'nov ноя нояб lis νοε лист marras marraskuu marraskuuta kas noiembrie stu lapkritis lapkricio нов ное ліс נוב בנוב نوفمبر',
  'dec dez dic des дек gru δεκ груд pro joulu joulukuu joulukuuta ara dets дец сне dis דצמ בדצמ ديسمبر',
];

/** Month, 1 to 12, by folded name. */
export const MONTH_OF: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((names, i) => names.split(' ').map(name => [fold(name), i + 1] as const)),
);

/** Minutes in an hour. */
export const HOUR = 60;

const ZONE_HOURS =
  'ut=0 utc=0 gmt=0 z=0 wet=0 etc/gmt=0 etc/utc=0 zulu=0 at=-4 ast=-4 adt=-3 et=-5 est=-5 edt=-4 ct=-6 cst=-6 cdt=-5 mt=-7 mst=-7 mdt=-6 pt=-8 pst=-8 pdt=-7 akst=-9 akdt=-8 hst=-10 nst=-3.5 ndt=-2.5 met=1 mest=2 mesz=2 mez=1 cet=1 cest=2 west=1 bst=1 eet=2 eest=3 msk=3 msd=4 trt=3 ist=5.5 pkt=5 sgt=8 hkt=8 awst=8 wib=7 ict=7 jst=9 kst=9 acst=9.5 acdt=10.5 aest=10 aedt=11 nzst=12 nzdt=13 brt=-3 brst=-2 art=-3 clt=-4 sast=2 cat=2 eat=3 wat=1';

/** Minutes east of UTC by a zone's name, lower case. */
export const ZONES: ReadonlyMap<string, number> = new Map(
  ZONE_HOURS.split(' ').map(pair => {
    const [name = '', hours = '0'] = pair.split('=');
    return [name, Number(hours) * HOUR] as const;
  }),
);

/** Lower case, without accents. */
export function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ё', 'е');
}
