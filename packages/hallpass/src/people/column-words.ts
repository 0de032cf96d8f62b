/** What a column of a list can be for; tags are told by their own prefix. */
export type ColumnUse =
  | 'session-name'
  | 'email'
  | 'name'
  | 'first-name'
  | 'last-name'
  | 'group'
  | 'duration'
  | 'profile'
  | 'source-identity'

/**
 * What people and their programs (spreadsheets, Moodle, Canvas, GitHub Classroom, Eventbrite) call the columns, the
 * strongest word first: of two columns for one use the stronger counts.
 */
const words: ReadonlyArray<readonly [ColumnUse, readonly string[]]> = [
  [
    'session-name',
    [
      'session-name',
      'session',
      'username',
      'user name',
      'user',
      'user id',
      'login',
      'login id',
      'SIS Login ID',
      'github_username',
      'identifier',
      'Benutzername',
      'Benutzer',
      'Anmeldename',
      'Kürzel',
      'identifiant',
      "nom d'utilisateur",
      'utilisateur',
      'usuario',
      'nombre de usuario',
      'nome utente',
      'utente',
      'nome de usuário',
      'gebruikersnaam',
      'användarnamn',
      'brukernavn',
      'brugernavn',
      'nazwa użytkownika',
      'käyttäjätunnus',
      'логин',
      'ユーザー名',
      '用户名',
    ],
  ],
  [
    'email',
    [
      'email',
      'mail',
      'email address',
      'mail address',
      'user email',
      'attendee email',
      'E-Mail-Adresse',
      'Mailadresse',
      'adresse e-mail',
      'adresse mail',
      'adresse de courriel',
      'courriel',
      'correo',
      'correo electrónico',
      'dirección de correo',
      'posta elettronica',
      'indirizzo email',
      'endereço de email',
      'emailadres',
      'e-postadress',
      'e-post',
      'e-postadresse',
      'adres email',
      'sähköposti',
      'почта',
      'メールアドレス',
      'メール',
      '邮箱',
      '电子邮件',
    ],
  ],
  [
    'name',
    [
      'name',
      'full name',
      'display name',
      'student',
      'student name',
      'participant',
      'attendee',
      'attendee name',
      'participant name',
      'Name (Original Name)',
      'vollständiger Name',
      'Teilnehmer',
      'Teilnehmerin',
      'Teilnehmende',
      'Studierende',
      'Schüler',
      'nom complet',
      'nom et prénom',
      'participant(e)',
      'étudiant',
      'nombre completo',
      'nombre y apellidos',
      'alumno',
      'estudiante',
      'nome completo',
      'nome e cognome',
      'partecipante',
      'aluno',
      'volledige naam',
      'naam',
      'deelnemer',
      'namn',
      'navn',
      'imię i nazwisko',
      'nimi',
      'имя',
      'фио',
      '氏名',
      '名前',
      '姓名',
    ],
  ],
  [
    'first-name',
    [
      'first name',
      'first',
      'given name',
      'forename',
      'Vorname',
      'Vorname(n)',
      'prénom',
      'prénom(s)',
      'nombre',
      'nome',
      'primeiro nome',
      'voornaam',
      'förnamn',
      'fornavn',
      'imię',
      'etunimi',
    ],
  ],
  [
    'last-name',
    [
      'last name',
      'last',
      'surname',
      'family name',
      'Nachname',
      'Familienname',
      'Zuname',
      'nom',
      'nom de famille',
      'apellidos',
      'apellido',
      'cognome',
      'sobrenome',
      'apelido',
      'achternaam',
      'efternamn',
      'etternavn',
      'efternavn',
      'nazwisko',
      'sukunimi',
    ],
  ],
  [
    'group',
    [
      'group',
      'groups',
      'team',
      'class',
      'section',
      'course',
      'cohort',
      'table',
      'Gruppe',
      'Gruppen',
      'Klasse',
      'Kurs',
      'groupe',
      'groupes',
      'équipe',
      'classe',
      'cours',
      'grupo',
      'equipo',
      'clase',
      'curso',
      'gruppo',
      'squadra',
      'corso',
      'turma',
      'groep',
      'klas',
      'grupp',
      'klass',
      'grupa',
      'ryhmä',
      'группа',
      '班级',
      'グループ',
    ],
  ],
  ['duration', ['duration']],
  ['profile', ['profile']],
  ['source-identity', ['source-identity']],
]

/** A column's name without what people write differently: case, accents, blanks, `_` and punctuation. */
export function plainWord(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .replaceAll(/\be-(?=mail)/g, 'e')
}

let uses: ReadonlyMap<string, { readonly use: ColumnUse; readonly strength: number }> | undefined

/** What a column of this name is for, and how strongly the name says so: 0 is the strongest. */
export function columnUse(name: string): { readonly use: ColumnUse; readonly strength: number } | undefined {
  uses ??= new Map(
    words.flatMap(([use, list]) =>
      list.map((word, strength) => [plainWord(word), { use, strength }] as const),
    ),
  )
  return uses.get(plainWord(name))
}
