/** Given and family names of one language, to be combined by chance: none of the people made of them is real. */
export interface NameStock {
  readonly given: readonly string[];
  readonly family: readonly string[];
}

/** Chosen to be hard: accents, apostrophes, hyphens, blanks, one letter, very long, right to left, no case, several scripts. */
export const NAME_STOCKS: readonly NameStock[] = [
  {
    given: ['Emma', 'Oliver', 'Grace', 'Jack', 'Mary Ann', 'J'],
    family: ['Baker', "O'Brien", 'Carter-Hughes', 'Ng', 'Fox'],
  },
  { given: ['José', 'Lucía', 'Íñigo', 'María José'], family: ['Muñoz', 'García Ibáñez', 'Núñez de la Peña', 'Ortiz'] },
  { given: ['Zoë', 'François', 'Anaïs', 'Jean-Luc'], family: ['Lefèvre', 'D’Aubigné', 'Château', 'Noël'] },
  {
    given: ['Jürgen', 'Käthe', 'Maximilian-Alexander', 'Özlem'],
    family: ['Groß', 'Müller-Lüdenscheidt', 'Şahin', 'Weiß'],
  },
  {
    given: ['Łukasz', 'Małgorzata', 'Šárka', 'Jiří'],
    family: ['Wójcik', 'Brzęczyszczykiewicz', 'Dvořáková', 'Šťastný'],
  },
  { given: ['Søren', 'Åsa', 'Þórdís', 'Ægir'], family: ['Ørsted', 'Åkesson', 'Guðmundsdóttir', 'Bjørnstad'] },
  { given: ['Ștefan', 'Ioana', 'Đorđe', 'Željka'], family: ['Țepeș', 'Brâncuș', 'Đurić', 'Čolić'] },
  { given: ['Ольга', 'Дмитрий', 'Ярослава', 'Їжак'], family: ['Щербакова', 'Ёлкин', 'Ґудзь', 'Ковальчук'] },
  { given: ['Ελένη', 'Γιώργος', 'Θεοδώρα'], family: ['Παπαδοπούλου', 'Κωνσταντινοπουλίδης', 'Ζήσης'] },
  { given: ['محمد', 'فاطمة', 'نور الدين'], family: ['الحسيني', 'بن سعيد', 'العبدالله'] },
  { given: ['נועה', 'יעקב', 'שרה'], family: ['לוי', 'בן־דוד', 'מזרחי'] },
  { given: ['प्रिया', 'अर्जुन', 'लक्ष्मी'], family: ['शर्मा', 'त्रिपाठी', 'कृष्णमूर्ति'] },
  { given: ['สมชาย', 'กัญญา'], family: ['ศรีสุวรรณ', 'วงศ์ไพบูลย์วัฒนา'] },
  { given: ['伟', '秀英', '子涵'], family: ['王', '欧阳', '李'] },
  { given: ['さくら', '健太', '結衣'], family: ['佐藤', '小鳥遊', '勅使河原'] },
  { given: ['지우', '서연', '민준'], family: ['김', '남궁', '이'] },
  { given: ['Nguyệt', 'Ðức', 'Thị Mỹ Hạnh'], family: ['Nguyễn', 'Trần', 'Đặng'] },
  { given: ['Oluwaseun', 'Chiamaka', 'Nkọchi'], family: ['Adébáyọ̀', 'Okonkwo', 'Ọlátúnjí'] },
  { given: ['ნინო', 'გიორგი'], family: ['ბერიძე', 'მამულაშვილი'] },
  { given: ['ሰላም', 'Keʻala', 'Siobhán'], family: ['ተስፋዬ', 'Kahanamokuʻaina', 'Ní Dhomhnaill'] },
];
