package io.latentlake.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads options into a record.
 *
 * <p>An argument ({@code --set path=value}) overrides the file, which overrides the default. The
 * last of several arguments wins. All faults are found before any is reported.
 *
 * @param <R> the record
 */
public final class OptionsReader<R extends Record> {
  private record Given(RawValue value, String origin) {}

  private final Class<R> type;
  private final Map<String, KeySpec> keys = new LinkedHashMap<>();
  private final Map<String, Given> fromFile = new HashMap<>();
  private final Map<String, Given> fromArguments = new HashMap<>();
  private final List<Fault> faults = new ArrayList<>();

  /**
   * Starts with the defaults.
   *
   * @param type a record, each component of which is a section or has a {@link Key}
   */
  public OptionsReader(Class<R> type) {
    this.type = type;
    KeySpec.of(type).forEach(key -> keys.put(key.path(), key));
  }

  /**
   * Adds the values of a file.
   *
   * @param name name of the file in faults
   * @param yaml its text: sections and keys, any of which may be left out
   * @return this
   */
  public OptionsReader<R> withFile(String name, String yaml) {
    new YamlKeys(name, type, keys.keySet(), faults)
        .read(yaml, (path, value, origin) -> fromFile.put(path, new Given(value, origin)));
    return this;
  }

  /**
   * Adds arguments.
   *
   * @param assignments each {@code path=value}; a list is written {@code a,b} or {@code [a, b]},
   *     and nothing after the {@code =} removes an optional value
   * @return this
   */
  public OptionsReader<R> with(List<String> assignments) {
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      String path = equals < 0 ? assignment : assignment.substring(0, equals).strip();
      KeySpec key = keys.get(path);
      if (equals < 0) {
        faults.add(new Fault(path, "found no '=', write path.to.key=value", Setting.ARGUMENT));
      } else if (key == null) {
        faults.add(new Fault(path, YamlKeys.noSuchKey(path, keys.keySet()), Setting.ARGUMENT));
      } else {
        String text = assignment.substring(equals + 1);
        RawValue value = RawValue.ofArgument(text, ValueType.isList(key.type()));
        fromArguments.put(path, new Given(value, Setting.ARGUMENT));
      }
    }
    return this;
  }

  /**
   * Checks everything.
   *
   * @return the options
   * @throws ConfigurationException with every fault of file and arguments
   */
  public Configuration<R> read() {
    Map<String, Object> values = new HashMap<>();
    List<Setting> settings = new ArrayList<>();
    for (KeySpec key : keys.values()) {
      Given given = given(key);
      try {
        if (given.value() instanceof RawValue.Absent && key.key().required()) {
          faults.add(new Fault(key.path(), "is missing; needed is " + needed(key), ""));
          continue;
        }
        Object value = ValueType.parse(key, given.value());
        values.put(key.path(), value);
        settings.add(describe(key, ValueType.text(value), given.origin()));
      } catch (ValueType.MismatchException e) {
        String problem = "found " + given.value() + ", allowed is " + ValueType.allowed(key);
        faults.add(new Fault(key.path(), problem, given.origin()));
      }
    }
    R options = type.cast(build(type, "", values));
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults);
    }
    return new Configuration<>(options, settings);
  }

  private Given given(KeySpec key) {
    Given given = fromArguments.getOrDefault(key.path(), fromFile.get(key.path()));
    if (given != null) {
      return given;
    }
    boolean list = ValueType.isList(key.type());
    // An empty default means the empty text for text keys, otherwise no value
    RawValue fallback =
        key.type() == String.class && !key.key().required()
            ? new RawValue.Text(key.key().value())
            : RawValue.ofArgument(key.key().value(), list);
    return new Given(fallback, Setting.DEFAULT);
  }

  private static String needed(KeySpec key) {
    String example = key.key().example();
    return ValueType.allowed(key) + (example.isEmpty() ? "" : ", such as " + example);
  }

  static Setting describe(KeySpec key, String value, String origin) {
    Key about = key.key();
    return new Setting(
        key.path(),
        value,
        about.value(),
        about.unit(),
        ValueType.allowed(key),
        about.meaning(),
        about.example(),
        origin);
  }

  /** The record at {@code prefix}, or null if one of its values was refused. */
  private Record build(Class<? extends Record> record, String prefix, Map<String, Object> values) {
    RecordComponent[] components = record.getRecordComponents();
    Object[] arguments = new Object[components.length];
    boolean complete = true;
    for (int i = 0; i < components.length; i++) {
      Map<String, Object> parts = new LinkedHashMap<>();
      for (Part part : Part.of(components[i])) {
        String path = prefix + part.name();
        Object value =
            part.section().isPresent()
                ? build(part.section().get(), path + ".", values)
                : values.get(path);
        complete &= value != null;
        parts.put(part.name(), value);
      }
      arguments[i] = Part.isMap(components[i]) ? parts : parts.values().iterator().next();
    }
    return complete ? construct(record, prefix, arguments) : null;
  }

  private Record construct(Class<? extends Record> record, String prefix, Object[] arguments) {
    Class<?>[] types =
        Arrays.stream(record.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = record.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        String path = prefix.isEmpty() ? "options" : prefix.substring(0, prefix.length() - 1);
        faults.add(new Fault(path, refused.getMessage(), ""));
        return null;
      }
      throw new IllegalStateException(record + " could not be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record + " could not be made", e);
    }
  }
}
