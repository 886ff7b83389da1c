package io.latentlake.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a configuration key, on the record component that holds its value.
 *
 * <p>The component's name in kebab-case is the key: {@code averagingFrequency} is {@code
 * averaging-frequency}. The default is written only here.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Key {
  /**
   * The default as YAML text; empty for an absent {@link java.util.Optional} or an empty list.
   *
   * @return the text
   */
  String value() default "";

  /**
   * Whether a value must be given, because there is no sensible default.
   *
   * @return true if there is no default
   */
  boolean required() default false;

  /**
   * What the value does, in one sentence for a user.
   *
   * @return the sentence
   */
  String meaning();

  /**
   * The unit of the value, such as {@code pixels} or {@code images}.
   *
   * @return the unit, empty if it has none
   */
  String unit() default "";

  /**
   * Smallest value allowed, for numbers.
   *
   * @return the bound, inclusive
   */
  double min() default Double.NEGATIVE_INFINITY;

  /**
   * Largest value allowed, for numbers.
   *
   * @return the bound, inclusive
   */
  double max() default Double.POSITIVE_INFINITY;

  /**
   * The values allowed, for text with a fixed vocabulary.
   *
   * @return the vocabulary, empty if any text will do
   */
  String[] oneOf() default {};

  /**
   * The values allowed, for text whose vocabulary is only known when the program runs.
   *
   * @return what finds them
   */
  Class<? extends Choices> choices() default Choices.Any.class;

  /**
   * The sections of a {@code Map<String, Record>}. Each stands beside the other keys of the record
   * that holds the map; the map may hold only those that count.
   *
   * @return what finds them
   */
  Class<? extends Sections> sections() default Sections.None.class;

  /**
   * What changes when the value does.
   *
   * @return the effect
   */
  Effect effect() default Effect.RESULT;

  /**
   * A value a user might write.
   *
   * @return the example, empty if the default shows enough
   */
  String example() default "";
}
