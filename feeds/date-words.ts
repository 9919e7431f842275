// Words that dates are written with: months in many languages, and the names of time zones.

/** Names and their short forms by month, folded: lower case, no accents, no dot. Languages that feeds were seen in. */
const MONTHS: readonly string[] = [
  'jan janv ene enero gen gennaio janeiro januari янв января sty stycznia styczen ιαν ιανουαριου januar jaenner janner jän januarja ledna leden ian',
  'feb fev febr fevr fevereiro febbraio febrero фев февр февраля lut lutego luty φεβ φεβρουαριου unora',
  'mar mars marz marzo marco maart mrt maerz mär мар марта march marca marzec μαρ μαρτιου marcius märz brezna mac mãr',
  'apr avr abr avril abril aprile april апр апреля kwi kwietnia kwiecien απρ απριλιου aprilis dubna ápr aprilie',
  'may mai maj mag maggio mayo maio mei мая май maja μαι μαιου μαϊ majus kvetna máj',
  'jun juin giu giugno junio junho juni июн июня июнь cze czerwca czerwiec ιουν ιουνιου junius cervna iun iunie',
  'jul juil juillet lug luglio julio julho juli июл июля июль lip lipca lipiec ιουλ ιουλιου julius cervence iul iulie',
  'aug aou aout ago agosto august augustus авг августа sie sierpnia sierpien αυγ αυγουστου augusztus srpna',
  'sep sept set settembre septiembre setiembre setembro сен сент сентября wrz wrzesnia wrzesien σεπ σεπτ σεπτεμβριου szeptember szept zari',
  'oct okt ott ottobre octubre outubro out oktober окт октября paz pazdziernika pazdziernik οκτ οκτωβριου rijna',
  'nov novembre noviembre novembro ноя нояб ноября lis listopada listopad νοε νοεμβριου listopadu',
  'dec dez dic dicembre diciembre dezembro dezember декабря дек gru grudnia grudzien δεκ δεκεμβριου prosince desember des décembre',
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
