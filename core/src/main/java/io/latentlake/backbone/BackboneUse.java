package io.latentlake.backbone;

import java.io.Serializable;
import java.util.List;

/**
 * A pretrained network and how it is run, as it is sent to executors.
 *
 * @param name of its file, for messages
 * @param file bytes of the ONNX file; not copied
 * @param layers results that features are taken from; empty: what the file gives
 * @param inputHeight rows of the images as it is shown them; 0: what the file asks for, or the
 *     images' own
 * @param inputWidth the same for columns
 * @param mean taken off each channel, one number or three
 * @param deviation what each channel is then divided by, one number or three
 * @param grid the places that maps are resized to
 */
public record BackboneUse(
    String name,
    byte[] file,
    List<String> layers,
    int inputHeight,
    int inputWidth,
    List<Double> mean,
    List<Double> deviation,
    FeatureGrid grid)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Copies the lists. */
  public BackboneUse {
    layers = List.copyOf(layers);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }
}
