package io.latentlake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.data.MapEntry.entry;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsReaderTest {
  enum Colour {
    GREY,
    TRUE_RED
  }

  record Paint(
      @Key(value = "2", min = 1, max = 9, unit = "coats", meaning = "Coats of paint") int coats,
      @Key(value = "0.5", min = 0, max = 1, meaning = "Share of water") double waterShare,
      @Key(value = "grey", meaning = "Colour") Colour colour,
      @Key(value = "[brush]", meaning = "Tools") List<String> tools,
      @Key(value = "[3, 4]", min = 1, meaning = "Widths") List<Integer> widths,
      @Key(meaning = "Painter") Optional<String> painter,
      @Key(value = "true", meaning = "Dry first") boolean dry) {
    Paint {
      if (coats > 5 && !dry) {
        throw new IllegalArgumentException("more than 5 coats need dry: true");
      }
    }
  }

  record House(
      @Key(value = "7", meaning = "Seed") long seed,
      @Key(meaning = "Paint") Paint paint,
      @Key(required = true, meaning = "Street", example = "Main Street") String street) {}

  record Heating(
      @Key(value = "19", min = 5, max = 30, unit = "degrees", meaning = "Warmth") int warmth) {}

  record Plain() {}

  record Flat(
      @Key(value = "3", meaning = "Rooms") int rooms,
      @Key(sections = Extras.class, meaning = "What only some have") Map<String, Record> extras) {}

  static final class Extras implements Sections {
    @Override
    public Map<String, Class<? extends Record>> records() {
      Map<String, Class<? extends Record>> records = new LinkedHashMap<>();
      records.put("oil-heating", Heating.class);
      records.put("none", Plain.class);
      records.put("gas-heating", Heating.class);
      return records;
    }
  }

  private static OptionsReader<House> house(String yaml, String... arguments) {
    return new OptionsReader<>(House.class).withFile("house.yaml", yaml).with(List.of(arguments));
  }

  @Test
  void nothingGivenMeansDefaults() {
    assertThat(Options.of(Paint.class))
        .isEqualTo(
            new Paint(
                2, 0.5, Colour.GREY, List.of("brush"), List.of(3, 4), Optional.empty(), true));
  }

  @Test
  void everyTypeIsReadFromTheFile() {
    House read =
        house(
                """
                seed: -3
                street: 12
                paint:
                  coats: 3
                  water-share: 1e-1
                  colour: true-red
                  tools: [roller, "a b"]
                  widths:
                    - 5
                  painter: "Anna: B"
                  dry: false
                """)
            .read()
            .options();

    assertThat(read)
        .isEqualTo(
            new House(
                -3,
                new Paint(
                    3,
                    0.1,
                    Colour.TRUE_RED,
                    List.of("roller", "a b"),
                    List.of(5),
                    Optional.of("Anna: B"),
                    false),
                "12"));
  }

  @Test
  void argumentsOverrideTheFileAndTheFileOverridesDefaults() {
    Configuration<House> read =
        house(
                "street: A\npaint: {coats: 3, painter: B}\n",
                "paint.coats=4",
                "paint.coats=5",
                "paint.painter=",
                "paint.tools=x,y",
                "paint.widths=[1, 2]",
                "street=s3a://b/a=b")
            .read();

    assertThat(read.options().paint().coats()).isEqualTo(5);
    assertThat(read.options().paint().painter()).isEmpty();
    assertThat(read.options().paint().tools()).containsExactly("x", "y");
    assertThat(read.options().paint().widths()).containsExactly(1, 2);
    assertThat(read.options().street()).isEqualTo("s3a://b/a=b");
    assertThat(read.settings())
        .extracting(Setting::path, Setting::value, Setting::defaultValue, Setting::origin)
        .startsWith(tuple("seed", "7", "7", "default"), tuple("paint.coats", "5", "2", "--set"));
  }

  @Test
  void theOriginOfAValueIsFileAndLine() {
    assertThat(house("street: A\npaint:\n  coats: 3\n").read().settings())
        .filteredOn(setting -> setting.path().equals("paint.coats"))
        .extracting(Setting::origin)
        .containsExactly("house.yaml, line 3");
  }

  @Test
  void allFaultsAreReportedAtOnce() {
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                house(
                        """
                        paint:
                          coats: ten
                          watershare: 0.3
                          colour: blue
                          widths: [1, 0]
                          dry: yes
                        pain:
                          coats: 1
                        """,
                        "paint.water-share=2",
                        "paint",
                        "coats=3",
                        "paint=3")
                    .read());

    assertThat(refused)
        .hasMessage(
            """
            paint.watershare: no such key; did you mean paint.water-share? (house.yaml, line 3)
            pain: no such key; did you mean paint? (house.yaml, line 7)
            paint: found no '=', write path.to.key=value (--set)
            coats: no such key; did you mean paint.coats? (--set)
            paint: is a section; set one of its keys: paint.coats, paint.water-share, paint.colour, \
            paint.tools, paint.widths, paint.painter, paint.dry (--set)
            paint.coats: found ten, allowed is a whole number from 1 to 9 (house.yaml, line 2)
            paint.water-share: found 2, allowed is a number from 0 to 1 (--set)
            paint.colour: found blue, allowed is one of grey, true-red (house.yaml, line 4)
            paint.widths: found [1, 0], allowed is a list, each a whole number of at least 1 \
            (house.yaml, line 5)
            paint.dry: found yes, allowed is one of true, false (house.yaml, line 6)
            street: is missing; needed is text, such as Main Street\
            """);
    assertThat(refused.faults()).hasSize(11);
  }

  @Test
  void valuesWrongOnlyTogetherAreRefusedToo() {
    assertThatThrownBy(() -> house("street: A\npaint: {coats: 6, dry: false}").read())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("paint: more than 5 coats need dry: true");
  }

  @Test
  void aFileThatHoldsNoOptionsIsRefusedWithItsLine() {
    assertThatThrownBy(() -> house("street: A\n  paint: [").read())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("house.yaml: is not valid YAML: ")
        .hasMessageContaining("line 2");
    assertThatThrownBy(() -> house("- a\n- b").read())
        .hasMessageContaining("house.yaml: found [a, b], allowed is a section of keys");
    assertThatThrownBy(() -> house("street: A\nstreet: B").read())
        .hasMessageContaining("street: is given twice (house.yaml, line 2)");
    assertThatThrownBy(() -> house("street: {a: 1}").read())
        .hasMessageContaining("street: found a section, allowed is text");
    assertThatThrownBy(() -> house("street: A\npaint: 3").read())
        .hasMessageContaining("paint: found 3, allowed is a section of keys");
  }

  @Test
  void numbersAreDecimalAndWhole() {
    for (String wrong : List.of("1.5", "0x3", "1e0", "NaN", "", "99999999999", " ")) {
      assertThatThrownBy(() -> Options.of(Paint.class, "coats=" + wrong))
          .as("coats=" + wrong)
          .isInstanceOf(ConfigurationException.class);
    }
    assertThatThrownBy(() -> Options.of(Paint.class, "water-share=NaN"))
        .isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> Options.of(Paint.class, "water-share=1d"))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void anEmptyFileMeansDefaults() {
    assertThat(house("# nothing\n", "street=A").read().options())
        .isEqualTo(new House(7, Options.of(Paint.class), "A"));
    assertThat(house("paint:\nstreet: A").read().options().paint())
        .isEqualTo(Options.of(Paint.class));
  }

  @Test
  void sectionsMayOnlyBeKnownWhenTheProgramRuns() {
    Configuration<Flat> read =
        new OptionsReader<>(Flat.class)
            .withFile("flat.yaml", "rooms: 2\ngas-heating:\n  warmth: 21\nnone:\n")
            .with(List.of("oil-heating.warmth=18"))
            .read();

    assertThat(read.options())
        .isEqualTo(
            new Flat(
                2,
                Map.of(
                    "oil-heating", new Heating(18),
                    "none", new Plain(),
                    "gas-heating", new Heating(21))));
    assertThat(read.settings())
        .extracting(Setting::path, Setting::value, Setting::defaultValue, Setting::origin)
        .containsExactly(
            tuple("rooms", "2", "3", "flat.yaml, line 1"),
            tuple("oil-heating.warmth", "18", "19", "--set"),
            tuple("gas-heating.warmth", "21", "19", "flat.yaml, line 3"));
    assertThat(Options.flatten(new Flat(2, Map.of("gas-heating", new Heating(21)))))
        .containsExactly(entry("rooms", "2"), entry("gas-heating.warmth", "21"));
    assertThat(Options.values(read.options()))
        .containsExactly(
            entry("rooms", 2),
            entry("oil-heating", Map.of("warmth", 18)),
            entry("gas-heating", Map.of("warmth", 21)));
    assertThatThrownBy(
            () ->
                new OptionsReader<>(Flat.class)
                    .withFile("flat.yaml", "gas-heatin: {warmth: 21}\nnone: {warmth: 21}\n")
                    .with(List.of("gas-heating.warmth=3", "gas-heating.warm=3"))
                    .read())
        .hasMessage(
            """
            gas-heatin: no such key; did you mean gas-heating? (flat.yaml, line 1)
            none.warmth: no such key; did you mean oil-heating.warmth? (flat.yaml, line 2)
            gas-heating.warm: no such key; did you mean gas-heating.warmth? (--set)
            gas-heating.warmth: found 3, allowed is a whole number from 5 to 30 (--set)\
            """);
  }

  @Test
  void optionsReadBackFromTheirText() {
    Paint paint = Options.of(Paint.class, "coats=3", "tools=a,b", "painter=C", "water-share=0.25");

    String[] text =
        Options.flatten(paint).entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toArray(String[]::new);

    assertThat(text).contains("tools=[a, b]", "water-share=0.25", "colour=grey");
    assertThat(Options.of(Paint.class, text)).isEqualTo(paint);
  }
}
