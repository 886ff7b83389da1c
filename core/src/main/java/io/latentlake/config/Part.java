package io.latentlake.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a record shows under a name: a key, or a section of keys. A component is one part, but a map
 * of sections, which is a part for each.
 *
 * @param name in kebab-case
 * @param component what holds it
 * @param section the record of a section; empty for a key
 */
record Part(String name, RecordComponent component, Optional<Class<? extends Record>> section) {

  /** The parts of a record, in the order in which they are written. */
  static List<Part> of(Class<? extends Record> type) {
    List<Part> parts =
        Arrays.stream(type.getRecordComponents()).flatMap(part -> of(part).stream()).toList();
    long names = parts.stream().map(Part::name).distinct().count();
    if (names < parts.size()) {
      throw new IllegalStateException(type.getName() + " has two parts of one name: " + parts);
    }
    return parts;
  }

  /** The parts of a component. */
  static List<Part> of(RecordComponent component) {
    if (isMap(component)) {
      List<Part> sections = new ArrayList<>();
      instance(key(component).sections())
          .records()
          .forEach((name, record) -> sections.add(new Part(name, component, Optional.of(record))));
      return sections;
    }
    Class<?> type = component.getType();
    String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    return List.of(
        new Part(
            name,
            component,
            type.isRecord() ? Optional.of(type.asSubclass(Record.class)) : Optional.empty()));
  }

  /** Whether a component holds sections that are only known when the program runs. */
  static boolean isMap(RecordComponent component) {
    return component.getType() == Map.class;
  }

  /** Its description. */
  Key key() {
    return key(component);
  }

  /** Its value in a record; none for a section that the record's map leaves out. */
  Stream<Object> in(Record options) {
    try {
      component.getAccessor().setAccessible(true);
      Object value = component.getAccessor().invoke(options);
      return Stream.ofNullable(isMap(component) ? ((Map<?, ?>) value).get(name) : value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " could not be read", e);
    }
  }

  /** An object of what an annotation names. */
  static <T> T instance(Class<T> type) {
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private static Key key(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    if (key == null) {
      throw new IllegalStateException(
          component.getDeclaringRecord().getName()
              + "."
              + component.getName()
              + " lacks @Key, which every option needs");
    }
    return key;
  }
}
