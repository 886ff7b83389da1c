package io.latentlake.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Creates option records from defaults, and converts them to text. */
public final class Options {
  private Options() {}

  /**
   * The defaults of a record, some of them overridden.
   *
   * @param type the record
   * @param overrides {@code key=value}, the key as within the record: {@code averaging-frequency=3}
   * @param <R> the record
   * @return the options
   * @throws ConfigurationException if a key does not exist or a value is not allowed
   */
  public static <R extends Record> R of(Class<R> type, String... overrides) {
    return new OptionsReader<>(type).with(Arrays.asList(overrides)).read().options();
  }

  /**
   * Every key of a record with its value; a constant is the text for it, an absent value empty
   * text.
   *
   * @param options an option record
   * @return names, as within the record, and values, in the order of the record; the value of a
   *     section is such a map, and a section without keys is left out
   */
  public static Map<String, Object> values(Record options) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Part part : Part.of(options.getClass())) {
      part.in(options).forEach(value -> values.put(part.name(), plain(value)));
    }
    values.values().removeIf(Map.of()::equals);
    return values;
  }

  private static Object plain(Object value) {
    if (value instanceof Record section) {
      return values(section);
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(Options::plain).orElse("");
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Options::plain).toList();
    }
    return value instanceof Enum ? ValueType.text(value) : value;
  }

  /**
   * Every key of a record with its value as text, in the order of the record.
   *
   * @param options an option record
   * @return paths and values; an absent value is empty text
   */
  public static Map<String, String> flatten(Record options) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten(options, "", flat);
    return flat;
  }

  /**
   * The keys of a record and its sections that have one of some effects.
   *
   * @param type the record
   * @param prefix what goes before each path, such as {@code train.}; may be empty
   * @param effects which
   * @return their paths
   */
  public static Set<String> keys(Class<? extends Record> type, String prefix, Effect... effects) {
    Set<Effect> wanted = Set.of(effects);
    return KeySpec.of(type).stream()
        .filter(key -> wanted.contains(key.key().effect()))
        .map(key -> prefix + key.path())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Every key of a record, with its default as value.
   *
   * @param type the record
   * @return the keys, in the order of the record; a required key's value is empty
   */
  public static List<Setting> describe(Class<? extends Record> type) {
    return KeySpec.of(type).stream()
        .map(key -> OptionsReader.describe(key, key.key().value(), Setting.DEFAULT))
        .toList();
  }

  private static void flatten(Record options, String prefix, Map<String, String> into) {
    for (Part part : Part.of(options.getClass())) {
      String path = prefix + part.name();
      part.in(options)
          .forEach(
              value -> {
                if (value instanceof Record section) {
                  flatten(section, path + ".", into);
                } else {
                  into.put(path, ValueType.text(value));
                }
              });
    }
  }
}
