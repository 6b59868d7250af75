package dev.trailhunt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * The cases of one folder of {@code src/test/resources/fixtures}: CloudTrail records and what must
 * become of them.
 *
 * <p>A file is one topic, an array of cases:
 *
 * <pre>{@code
 * {"name": "...",
 *  "hit_of": ["target caller"],
 *  "near_miss_of": ["signal credential_added", "factor credential_added"],
 *  "identities": {"bob": {"type": "IAMUser", ...}},
 *  "history": [{"days": 14, "record": {...}},
 *              {"days": 14, "a_day": 10, "minutes_apart": 30, "record": {...}}],
 *  "records": [{"eventID": "...", "userIdentity": "bob", ...}],
 *  "expect": [{"event_id": "...", "outcome": "success"}]}
 * }</pre>
 *
 * <p>A record holds what the case is about; the keys it leaves out come from {@code defaults.json},
 * and a null for one of those keys leaves the key out of the log. An identity that several records
 * share is written once, under {@code identities}, and called by its name.
 *
 * <p>{@code history}, which a case need not have, stands for the same record on each of so many
 * days, the last day as written; with {@code a_day}, for so many records on each of them, the first
 * as written and the others so many {@code minutes_apart}. They are numbered from 0: the number
 * ends the event id and takes the place of <code>{n}</code> in the record's text.
 *
 * <p>{@code expect} lists every row that the event ids of {@code records} must give (with an {@code
 * account_id} where two accounts share an id), the telling one first, and only the columns that the
 * case is about. An expected array is compared in any order, by the first field of its elements
 * where these are structs; an element written as an object is also compared by its other fields. An
 * expected object is compared with the JSON text in the column.
 *
 * <p>{@code hit_of} and {@code near_miss_of}, which a case need not have, name the items of the
 * rule that the case shows: {@code signal}, {@code factor}, {@code exclusion} or {@code target} and
 * a name. A near miss fails a hit's conditions by one clause: it comes a second too late, it
 * failed, it concerns another user. The telling row of a near miss of a signal, a factor or an
 * exclusion must state the column that lists these, and not with that name. Every row that lists
 * the name is a hit, so that {@code hit_of} is for targets only, which no column lists.
 */
public final class Fixtures {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> CASE_KEYS =
      Set.of("name", "hit_of", "near_miss_of", "identities", "history", "records", "expect");
  private static final Set<String> HISTORY_KEYS =
      Set.of("days", "a_day", "minutes_apart", "record");
  private static final Set<String> ROW_KEYS = Set.of("event_id", "account_id");

  /** The expected column that lists the items of a kind. */
  private static final Map<String, String> LISTED_IN =
      Map.of("signal", "signals", "factor", "score_factors", "exclusion", "exclusions");

  private static final String ACCOUNT = "111122223333";
  private static final String OTHER_ACCOUNT = "444455556666";
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd");

  private final List<Case> cases;

  private Fixtures(List<Case> cases) {
    this.cases = List.copyOf(cases);
  }

  /** One case, its defaults filled in and its history written out. */
  private record Case(
      String topic,
      String name,
      Set<String> hitOf,
      Set<String> nearMissOf,
      List<ObjectNode> history,
      List<ObjectNode> records,
      List<ObjectNode> expect) {
    Stream<String> tags() {
      return Stream.concat(hitOf.stream(), nearMissOf.stream());
    }

    Stream<String> hits() {
      return Stream.concat(
          hitOf.stream(),
          LISTED_IN.keySet().stream()
              .flatMap(kind -> expect.stream().flatMap(row -> listed(kind, row))));
    }

    /** Whether the telling row states the items of that kind, and that one is not among them. */
    boolean misses(String item) {
      String kind = kindOf(item);
      return expect.stream()
          .limit(1)
          .filter(row -> row.path(LISTED_IN.get(kind)).isArray())
          .anyMatch(row -> listed(kind, row).noneMatch(item::equals));
    }

    private static Stream<String> listed(String kind, ObjectNode row) {
      return elements(row.path(LISTED_IN.get(kind))).map(element -> kind + " " + key(element));
    }

    Set<String> eventIds() {
      return idsOf(records.stream());
    }

    Set<String> allEventIds() {
      return idsOf(allRecords());
    }

    Stream<ObjectNode> allRecords() {
      return Stream.concat(history.stream(), records.stream());
    }

    Case expectingOnly(Set<String> columns) {
      List<ObjectNode> left = new ArrayList<>();
      expect.forEach(row -> left.add(row.deepCopy().retain(columns)));
      return new Case(topic, name, hitOf, nearMissOf, history, records, left);
    }

    private static Set<String> idsOf(Stream<ObjectNode> records) {
      Set<String> ids = new LinkedHashSet<>();
      records.forEach(record -> ids.add(record.path("eventID").asText()));
      return ids;
    }
  }

  /**
   * All cases of a folder, in the accounts that they name.
   *
   * @throws IllegalArgumentException if a file is not as described above, or if two cases share an
   *     event id
   */
  public static Fixtures in(String folder) {
    return load(folder, index -> UnaryOperator.identity());
  }

  /**
   * All cases of a folder, each in two accounts of its own that stand for those it names, so that
   * no case is evidence in another.
   *
   * @throws IllegalArgumentException as {@link #in}
   */
  public static Fixtures inAccountsOfTheirOwn(String folder) {
    return load(
        folder,
        index ->
            text ->
                text.replace(ACCOUNT, "1111%08d".formatted(index))
                    .replace(OTHER_ACCOUNT, "4444%08d".formatted(index)));
  }

  private static Fixtures load(String folder, Function<Integer, UnaryOperator<String>> accounts) {
    ObjectNode defaults = (ObjectNode) parse(read(resource("defaults.json")));
    List<Case> cases = new ArrayList<>();
    for (Path file : jsonFiles(folder)) {
      String topic = file.getFileName().toString().replace(".json", "");
      for (JsonNode node : parse(read(file))) {
        UnaryOperator<String> account = accounts.apply(cases.size() + 1);
        cases.add(
            toCase(
                topic, parse(account.apply(node.toString())), account.apply(defaults.toString())));
      }
    }
    requireEventIdsOfTheirOwn(cases);
    return new Fixtures(cases);
  }

  private static Case toCase(String topic, JsonNode node, String defaults) {
    String name = topic + ": " + node.path("name").asText();
    node.fieldNames().forEachRemaining(key -> require(CASE_KEYS.contains(key), name, key));
    require(node.path("records").isArray() && !node.path("records").isEmpty(), name, "records");
    require(node.path("expect").isArray(), name, "expect");
    JsonNode identities = node.path("identities");
    List<ObjectNode> history = new ArrayList<>();
    for (JsonNode stretch : node.path("history")) {
      stretch.fieldNames().forEachRemaining(key -> require(HISTORY_KEYS.contains(key), name, key));
      ObjectNode first = complete(stretch.path("record"), identities, defaults);
      history.addAll(writtenOut(stretch, first));
    }
    List<ObjectNode> records = new ArrayList<>();
    node.path("records").forEach(record -> records.add(complete(record, identities, defaults)));
    Case made =
        new Case(
            topic,
            node.path("name").asText(),
            tagsOf(node, "hit_of", name),
            tagsOf(node, "near_miss_of", name),
            history,
            records,
            objects((ArrayNode) node.get("expect")));
    for (ObjectNode expected : made.expect()) {
      String id = expected.path("event_id").asText();
      require(made.eventIds().contains(id), name, "expected event id " + id);
    }
    requireTrueTags(made, name);
    return made;
  }

  private static Set<String> tagsOf(JsonNode node, String key, String name) {
    require(!node.has(key) || node.get(key).isArray(), name, key);
    Set<String> items = new LinkedHashSet<>();
    for (JsonNode item : node.path(key)) {
      require(item.isTextual() && items.add(item.asText()), name, key + " " + item);
    }
    return items;
  }

  private static void requireTrueTags(Case made, String name) {
    for (String item : made.hitOf()) {
      require(!isListed(item), name, "hit of " + item + ": expect it instead");
    }
    for (String item : made.nearMissOf()) {
      require(!isListed(item) || made.misses(item), name, "no near miss of " + item);
    }
  }

  private static boolean isListed(String item) {
    return LISTED_IN.containsKey(kindOf(item));
  }

  private static String kindOf(String item) {
    return item.substring(0, Math.max(0, item.indexOf(' ')));
  }

  private static List<ObjectNode> writtenOut(JsonNode stretch, ObjectNode first) {
    int perDay = stretch.path("a_day").asInt(1);
    Duration apart = Duration.ofMinutes(stretch.path("minutes_apart").asLong());
    List<ObjectNode> records = new ArrayList<>();
    for (int day = 0; day < stretch.path("days").asInt(); day++) {
      for (int ofDay = 0; ofDay < perDay; ofDay++) {
        Instant time = eventTime(first).minus(day, ChronoUnit.DAYS).plus(apart.multipliedBy(ofDay));
        records.add(numbered(first, day * perDay + ofDay).put("eventTime", time.toString()));
      }
    }
    return records;
  }

  private static ObjectNode numbered(ObjectNode record, int number) {
    String text = record.toString().replace("{n}", Integer.toString(number));
    return ((ObjectNode) parse(text))
        .put("eventID", record.path("eventID").asText() + "-" + number);
  }

  private static ObjectNode complete(JsonNode record, JsonNode identities, String defaults) {
    ObjectNode whole = (ObjectNode) parse(defaults);
    Set<String> defaulted = new LinkedHashSet<>();
    whole.fieldNames().forEachRemaining(defaulted::add);
    whole.setAll((ObjectNode) record);
    defaulted.forEach(
        key -> {
          if (whole.path(key).isNull()) {
            whole.remove(key);
          }
        });
    require(!whole.path("eventID").asText().isEmpty(), record.toString(), "eventID");
    if (whole.path("userIdentity").isTextual() && !identities.isMissingNode()) {
      String name = whole.path("userIdentity").asText();
      require(identities.has(name), record.toString(), "identity " + name);
      whole.set("userIdentity", identities.get(name));
    }
    return whole;
  }

  private static void requireEventIdsOfTheirOwn(List<Case> cases) {
    Map<String, String> owners = new HashMap<>();
    for (Case one : cases) {
      for (String id : one.allEventIds()) {
        String owner = owners.put(id, one.topic() + ": " + one.name());
        require(owner == null, one.topic() + ": " + one.name(), id + " is also of " + owner);
      }
    }
  }

  /**
   * Writes the records as an account trail, one log file per account, delivered on the day of the
   * account's latest event.
   *
   * @return the root to load
   */
  public String writeLake(Path root) {
    Map<String, List<ObjectNode>> byAccount = new LinkedHashMap<>();
    for (Case one : cases) {
      one.allRecords()
          .forEach(
              record ->
                  byAccount.computeIfAbsent(account(record), key -> new ArrayList<>()).add(record));
    }
    byAccount.forEach((account, records) -> writeLog(root, account, records));
    return root.toUri().toString();
  }

  private static void writeLog(Path root, String account, List<ObjectNode> records) {
    LocalDate day =
        records.stream()
            .map(record -> LocalDate.ofInstant(eventTime(record), ZoneOffset.UTC))
            .max(LocalDate::compareTo)
            .orElseThrow();
    String stamp = day.format(DateTimeFormatter.BASIC_ISO_DATE) + "T2355Z";
    Path file =
        root.resolve("AWSLogs/%s/CloudTrail/us-east-1/%s".formatted(account, day.format(DAY)))
            .resolve(
                "%s_CloudTrail_us-east-1_%s_Fixtures00000001.json.gz".formatted(account, stamp));
    ObjectNode log = JSON.createObjectNode();
    log.putArray("Records").addAll(records);
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write(log.toString().getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same cases, of whose expectations only those about the given columns are left. */
  public Fixtures about(Set<String> columns) {
    Set<String> left = new HashSet<>(columns);
    left.addAll(ROW_KEYS);
    return new Fixtures(cases.stream().map(one -> one.expectingOnly(left)).toList());
  }

  /** The same cases, of whose expectations those about the given columns are left out. */
  public Fixtures besides(Set<String> columns) {
    Set<String> left = expectedColumns();
    left.removeAll(columns);
    return about(left);
  }

  /** The event id of each case's telling row by the name of the case, its topic in front. */
  public Map<String, String> tellingEventIds() {
    Map<String, String> telling = new LinkedHashMap<>();
    for (Case one : cases) {
      one.expect().stream()
          .findFirst()
          .ifPresent(
              row -> telling.put(one.topic() + ": " + one.name(), row.path("event_id").asText()));
    }
    return telling;
  }

  /** The items of the rule that a case is a hit of. */
  public Set<String> hits() {
    return items(Case::hits);
  }

  /** The items of the rule that a case is a near miss of. */
  public Set<String> nearMisses() {
    return items(one -> one.nearMissOf().stream());
  }

  /** The items of the rule that {@code hit_of} and {@code near_miss_of} name. */
  public Set<String> tags() {
    return items(Case::tags);
  }

  private Set<String> items(Function<Case, Stream<String>> ofCase) {
    return cases.stream().flatMap(ofCase).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The columns that the cases expect anything of. */
  public Set<String> expectedColumns() {
    Set<String> columns = new TreeSet<>();
    for (Case one : cases) {
      one.expect().forEach(expected -> expected.fieldNames().forEachRemaining(columns::add));
    }
    return columns;
  }

  /**
   * A test of each case against what came out, grouped by topic.
   *
   * @param result rows with at least {@code event_id}, {@code account_id} and the expected columns;
   *     evaluated once
   */
  public Stream<DynamicContainer> tests(Dataset<Row> result) {
    Map<String, List<JsonNode>> rows = new HashMap<>();
    for (String json : asJson(result)) {
      JsonNode row = parse(json);
      rows.computeIfAbsent(row.path("event_id").asText(), id -> new ArrayList<>()).add(row);
    }
    Map<String, List<DynamicTest>> topics = new LinkedHashMap<>();
    for (Case one : cases) {
      topics
          .computeIfAbsent(one.topic(), topic -> new ArrayList<>())
          .add(DynamicTest.dynamicTest(one.name(), () -> check(one, rows)));
    }
    return topics.entrySet().stream()
        .map(topic -> DynamicContainer.dynamicContainer(topic.getKey(), topic.getValue()));
  }

  private static List<String> asJson(Dataset<Row> result) {
    Map<String, String> options =
        Map.of("ignoreNullFields", "false", "timestampFormat", "yyyy-MM-dd'T'HH:mm:ssX");
    return result.select(to_json(struct(col("*")), options)).as(Encoders.STRING()).collectAsList();
  }

  private static void check(Case one, Map<String, List<JsonNode>> rows) {
    List<String> found = new ArrayList<>();
    for (String id : one.eventIds()) {
      rows.getOrDefault(id, List.of()).forEach(row -> found.add(id));
    }
    assertThat(found)
        .as("event ids of the rows")
        .containsExactlyInAnyOrderElementsOf(
            one.expect().stream().map(expected -> expected.path("event_id").asText()).toList());
    for (ObjectNode expected : one.expect()) {
      JsonNode account = expected.path("account_id");
      List<JsonNode> candidates =
          rows.get(expected.path("event_id").asText()).stream()
              .filter(row -> account.isMissingNode() || account.equals(row.path("account_id")))
              .toList();
      assertThat(candidates).as("rows for %s", expected).hasSize(1);
      checkFields(expected.path("event_id").asText(), expected, candidates.get(0));
    }
  }

  private static void checkFields(String of, JsonNode expected, JsonNode found) {
    expected
        .fieldNames()
        .forEachRemaining(
            field -> checkField(field + " of " + of, expected.get(field), found.path(field)));
  }

  private static void checkField(String what, JsonNode expected, JsonNode found) {
    assertThat(comparable(expected, found)).as(what).isEqualTo(comparable(expected, expected));
    if (expected.isArray()) {
      for (JsonNode element : expected) {
        if (element.isObject()) {
          String key = key(element);
          checkFields(key + " in " + what, element, elementOf(found, key));
        }
      }
    }
  }

  private static JsonNode elementOf(JsonNode array, String key) {
    return elements(array).filter(element -> key(element).equals(key)).findFirst().orElseThrow();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** What tells an element of an array from the others: of a struct, its first field. */
  private static String key(JsonNode element) {
    return element.isObject() ? element.iterator().next().asText() : element.asText();
  }

  /** What of a column's value is compared, given what is expected. */
  private static Object comparable(JsonNode expected, JsonNode value) {
    if (expected.isArray() && value.isArray()) {
      return elements(value).map(Fixtures::key).sorted().toList();
    }
    return expected.isObject() && value.isTextual() ? parse(value.asText()) : value;
  }

  private static String account(ObjectNode record) {
    String recipient = record.path("recipientAccountId").asText();
    return recipient.isEmpty() ? ACCOUNT : recipient;
  }

  private static Instant eventTime(JsonNode record) {
    return Instant.parse(record.path("eventTime").asText());
  }

  private static List<ObjectNode> objects(ArrayNode array) {
    List<ObjectNode> objects = new ArrayList<>();
    array.forEach(element -> objects.add((ObjectNode) element));
    return objects;
  }

  private static List<Path> jsonFiles(String folder) {
    try (Stream<Path> files = Files.list(resource(folder))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      require(!found.isEmpty(), folder, "no JSON files");
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path resource(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + name)) {
      require(in != null, name, "not on the class path");
      return Path.of(Fixtures.class.getResource("/fixtures/" + name).toURI());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static void require(boolean condition, String where, String what) {
    if (!condition) {
      throw new IllegalArgumentException("fixture " + where + ": " + what);
    }
  }
}
