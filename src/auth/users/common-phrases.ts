/**
 * Phrases that are long enough for a password, and that every attacker tries. The dictionaries of
 * zxcvbn contain their words only. Without white space, in lower case.
 */
export const COMMON_PHRASES: readonly string[] = [
  ...['correcthorsebatterystaple', 'troubadorandthree', 'staplebatteryhorsecorrect'],
  ...['thequickbrownfox', 'thequickbrownfoxjumps', 'thequickbrownfoxjumpsoverthelazydog'],
  ...['thisismypassword', 'thisisapassword', 'thisisnotapassword', 'mypasswordispassword'],
  ...['maytheforcebewithyou', 'tobeornottobe', 'onceuponatime', 'liveandletdie', 'opensesame'],
  ...['loremipsumdolor', 'loremipsumdolorsitamet', 'helloworld', 'letmeinplease', 'changemenow'],
  ...['iloveyouforever', 'iloveyousomuch', 'iloveyoubaby', 'followthewhiterabbit'],
  ...['changemeplease', 'thisisasecret', 'supersecretpassword', 'verysecurepassword'],
  ...['ihatepasswords', 'nopasswordneeded', 'passwordprotected', 'keepitsecret', 'topsecret'],
  ...['stairwaytoheaven', 'bohemianrhapsody', 'welcometothejungle', 'smellsliketeenspirit'],
  ...['livingonaprayer', 'livinonaprayer', 'hotelcalifornia', 'sweetchildofmine', 'highwaytohell'],
  ...['wearethechampions', 'wewillrockyou', 'allyouneedislove', 'letitbe', 'heyjude'],
  ...['yellowsubmarine', 'imaginedragons', 'backinblack', 'enterthesandman', 'entersandman'],
  ...['nothingelsematters', 'dontstopbelieving', 'dontstopmenow', 'anotherbrickinthewall'],
  ...['comfortablynumb', 'darksideofthemoon', 'killingmesoftly', 'hakunamatata', 'godsavethequeen'],
  ...['godsavetheking', 'happybirthdaytoyou', 'happybirthday', 'merrychristmas', 'happynewyear'],
  ...['twinkletwinklelittlestar', 'maryhadalittlelamb', 'rosesareredvioletsareblue'],
  ...[
    'winteriscoming',
    'youshallnotpass',
    'iamyourfather',
    'lukeiamyourfather',
    'mayforcebewithyou',
  ],
  ...['tobeornottobethatisthequestion', 'inthebeginning', 'inthebeginningwastheword'],
  ...['thelordismyshepherd', 'jesusismylord', 'jesuslovesme', 'ingodwetrust', 'godisgreat'],
  ...['makeamericagreatagain', 'onceuponatimeinamerica', 'itwasthebestoftimes', 'callmeishmael'],
  ...['lazydog', 'qweasdzxc', 'qazwsxedc', '1qazxsw2', 'foobarbaz', 'cafebabe', 'deadbeef'],
  ...['31415926535', '27182818284', '14142135623', 'йцукен', 'фывапролд', 'фывап', 'ячсмить'],
  ...['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю', 'пароль', 'любовь', 'привет'],
  ...[
    '一二三四五六七八九十',
    '一二三四五',
    '가나다라마바사아자차카타파하',
    '가나다라마바사',
    'iamthe',
  ],
];
