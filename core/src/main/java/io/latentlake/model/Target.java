package io.latentlake.model;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number about an image that is explained, evaluated at the posterior mean.
 *
 * @param kind which number
 * @param unit the latent unit, counted from 0; 0 unless the kind is {@link Kind#LATENT}
 */
public record Target(Kind kind, int unit) implements Serializable {
  private static final Pattern LATENT_NAME = Pattern.compile("latent_(\\d{1,6})");

  /** The numbers that can be explained. */
  public enum Kind {
    /** Loss between image and reconstruction, summed over pixels; lower is better. */
    RECONSTRUCTION_ERROR,
    /** KL divergence from the posterior to the prior, nats; lower is better. */
    KL,
    /** Reconstruction nats plus KL, without β; lower is better. */
    NEGATIVE_ELBO,
    /** ‖posterior mean‖². */
    SQUARED_NORM,
    /** One unit of the posterior mean. */
    LATENT,
    /** How many pixels are part of a defect: the sum of each pixel's probability; low is normal. */
    DEFECT_PIXELS
  }

  /** The reconstruction error. */
  public static final Target RECONSTRUCTION_ERROR = new Target(Kind.RECONSTRUCTION_ERROR, 0);

  /** The KL divergence. */
  public static final Target KL = new Target(Kind.KL, 0);

  /** The negative ELBO. */
  public static final Target NEGATIVE_ELBO = new Target(Kind.NEGATIVE_ELBO, 0);

  /** How many pixels are part of a defect. */
  public static final Target DEFECT_PIXELS = new Target(Kind.DEFECT_PIXELS, 0);

  /** The squared norm of the posterior mean. */
  public static final Target SQUARED_NORM = new Target(Kind.SQUARED_NORM, 0);

  /**
   * Checks the unit.
   *
   * @throws IllegalArgumentException if the unit is negative, or not 0 where there is none
   */
  public Target {
    if (unit < 0 || (kind != Kind.LATENT && unit != 0)) {
      throw new IllegalArgumentException("target " + kind + " has no latent unit " + unit);
    }
  }

  /**
   * One latent unit.
   *
   * @param unit counted from 0
   * @return the target
   */
  public static Target latent(int unit) {
    return new Target(Kind.LATENT, unit);
  }

  /**
   * Reads a target's name.
   *
   * @param name {@code reconstruction_error}, {@code kl}, {@code negative_elbo}, {@code
   *     squared_norm}, {@code defect_pixels} or {@code latent_3}
   * @return the target
   * @throws IllegalArgumentException if there is no such target
   */
  public static Target parse(String name) {
    Matcher latent = LATENT_NAME.matcher(name);
    if (latent.matches()) {
      return latent(Integer.parseInt(latent.group(1)));
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.LATENT && kind.name().toLowerCase(java.util.Locale.ROOT).equals(name)) {
        return new Target(kind, 0);
      }
    }
    throw new IllegalArgumentException(
        "target is '"
            + name
            + "'; allowed are reconstruction_error, kl, negative_elbo, squared_norm,"
            + " defect_pixels and latent_N for the Nth latent unit, counted from 0");
  }

  /**
   * The name as it stands in a configuration and in the {@code target} column.
   *
   * @return the name that {@link #parse} reads
   */
  public String name() {
    String name = kind.name().toLowerCase(java.util.Locale.ROOT);
    return kind == Kind.LATENT ? name + "_" + unit : name;
  }

  /**
   * Refuses a target that the model does not have.
   *
   * @param model the model to be explained
   * @throws IllegalArgumentException if the model is no VAE and the target needs one, or has no
   *     such latent unit
   */
  public void requireFits(ModelPackage model) {
    requireFits(model.options());
  }

  /**
   * Refuses a target that a model of these options would not have.
   *
   * @param options the model to be trained
   * @throws IllegalArgumentException if the model is no VAE and the target needs one, or does not
   *     learn to find defects, or has no such latent unit
   */
  public void requireFits(ModelOptions options) {
    String units = "latent_0 to latent_" + (options.latent() - 1);
    if (kind == Kind.DEFECT_PIXELS && !options.family().findsDefects()) {
      throw new IllegalArgumentException(
          "target is '"
              + name()
              + "', but model "
              + options.id()
              + " is a "
              + options.kind()
              + ", which does not learn to find defects; it has reconstruction_error,"
              + " squared_norm and "
              + units);
    }
    if ((kind == Kind.KL || kind == Kind.NEGATIVE_ELBO) && !options.variational()) {
      throw new IllegalArgumentException(
          "target is '"
              + name()
              + "', but model "
              + options.id()
              + " is a "
              + options.kind()
              + ", which has no posterior variance; it has reconstruction_error, squared_norm and "
              + units);
    }
    if (kind == Kind.LATENT && unit >= options.latent()) {
      throw new IllegalArgumentException(
          "target is '"
              + name()
              + "', but model "
              + options.id()
              + " has the latent units "
              + units);
    }
  }
}
