package io.latentlake.backbone;

import io.latentlake.architecture.Shape;
import io.latentlake.image.ImageShape;
import io.latentlake.provenance.Checksum;
import io.latentlake.provenance.Redaction;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A pretrained network: its file, and how it is used.
 *
 * @param options which layers, how it is shown images
 * @param file bytes of the ONNX file; not copied
 */
public record Backbone(FeatureOptions options, byte[] file) {
  /** The largest file that is read. */
  public static final int MOST_BYTES = 1 << 30;

  private static final int COPIES = 4;

  /**
   * Refuses a file that is not the one whose checksum the options have.
   *
   * @throws UnusableBackboneException if it is another
   */
  public Backbone {
    String found = Checksum.ofFile(file);
    options
        .sha256()
        .filter(wanted -> !wanted.equals(found))
        .ifPresent(
            wanted -> {
              throw new UnusableBackboneException(
                  "the backbone "
                      + name(options)
                      + " has the SHA-256 "
                      + found
                      + ", not "
                      + wanted
                      + ", which the model was fitted with or "
                      + FeatureOptions.SECTION
                      + "sha256 asks for; restore the file, or train again");
            });
  }

  /**
   * Refuses to go on if it is clear already that no backbone can be run.
   *
   * @param options what is asked for
   * @throws UnusableBackboneException if no file is named, or onnxruntime is not on the class path
   */
  public static void requireNamed(FeatureOptions options) {
    if (options.backbone().isEmpty()) {
      throw new UnusableBackboneException(
          FeatureOptions.SECTION
              + "backbone is not set; name the ONNX file of a pretrained network, such as a ResNet"
              + " exported by PyTorch");
    }
    requireRuntime();
  }

  /**
   * Refuses to go on without onnxruntime.
   *
   * @throws UnusableBackboneException if it is not on the class path; the message says how to add
   *     it
   */
  public static void requireRuntime() {
    OnnxRuntime.require(OnnxRuntime.class.getClassLoader());
  }

  /**
   * Reads the file that options name.
   *
   * @param hadoop how to reach the storage
   * @param options with a file
   * @return the backbone
   * @throws UnusableBackboneException if none is named, or there is none, or it is another
   * @throws UncheckedIOException if the storage fails
   */
  public static Backbone read(Configuration hadoop, FeatureOptions options) {
    requireNamed(options);
    Path path = new Path(options.backbone().get());
    try {
      FileSystem storage = path.getFileSystem(hadoop);
      FileStatus status = storage.getFileStatus(path);
      if (status.isDirectory() || status.getLen() == 0 || status.getLen() > MOST_BYTES) {
        throw new UnusableBackboneException(
            FeatureOptions.SECTION
                + "backbone is "
                + name(options)
                + ", which is "
                + (status.isDirectory() ? "a folder" : "a file of " + status.getLen() + " bytes")
                + "; name an ONNX file of 1 to "
                + MOST_BYTES
                + " bytes");
      }
      byte[] bytes = new byte[(int) status.getLen()];
      try (FSDataInputStream in = storage.open(path)) {
        in.readFully(bytes);
      }
      return new Backbone(options, bytes);
    } catch (FileNotFoundException e) {
      throw new UnusableBackboneException(
          FeatureOptions.SECTION
              + "backbone is "
              + name(options)
              + ", but there is no such file; name an ONNX file",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the backbone " + name(options), e);
    }
  }

  /**
   * The same with options that say what there is: layers by their names, the file's checksum, the
   * shape of the features.
   *
   * @param images shape of the images
   * @return a backbone whose options leave nothing open
   * @throws UnusableBackboneException if the file, its layers or onnxruntime cannot be used, or the
   *     options have another shape
   */
  public Backbone described(ImageShape images) {
    List<String> layers;
    Shape found;
    try (FeatureExtractor extractor = FeatureExtractor.open(use(), images)) {
      layers = extractor.results();
      found = extractor.shape();
    }
    options
        .shape()
        .filter(wanted -> !wanted.equals(found))
        .ifPresent(
            wanted -> {
              throw new UnusableBackboneException(
                  FeatureOptions.SECTION
                      + "features, rows and columns are "
                      + wanted
                      + ", but the backbone "
                      + name()
                      + " gives "
                      + found
                      + "; unset the keys");
            });
    return new Backbone(options.with(layers, Checksum.ofFile(file), found), file);
  }

  /**
   * Memory that running it takes outside the heap, about: weights, the same in the order that
   * kernels like, and the values of layers for a few images.
   *
   * @param fileBytes bytes of its file
   * @return bytes
   */
  public static long nativeBytes(long fileBytes) {
    return COPIES * fileBytes;
  }

  /**
   * What is sent to executors.
   *
   * @return the file, and how it is run
   */
  public BackboneUse use() {
    return use(options, file);
  }

  /**
   * The same of a file whose checksum is known to be right.
   *
   * @param options which layers, how it is shown images
   * @param file bytes of the ONNX file; not copied
   * @return the file, and how it is run
   */
  public static BackboneUse use(FeatureOptions options, byte[] file) {
    return new BackboneUse(
        name(options),
        file,
        options.layers(),
        options.inputHeight(),
        options.inputWidth(),
        options.mean(),
        options.deviation(),
        options.grid());
  }

  /** The file's name as messages have it, without secrets. */
  String name() {
    return name(options);
  }

  private static String name(FeatureOptions options) {
    return options
        .backbone()
        .map(uri -> Redaction.redact("backbone", uri))
        .orElse("in the model package");
  }
}
