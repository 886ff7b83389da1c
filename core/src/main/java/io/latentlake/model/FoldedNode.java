package io.latentlake.model;

import io.latentlake.architecture.Shape;
import io.latentlake.kernel.Kernels;
import java.util.List;
import java.util.Optional;

/**
 * A convolution, transposed convolution or dense layer with the batch normalisation and the
 * rectifier, if any, that follow it.
 *
 * @param name of the last node that is folded in, whose values it gives
 * @param affine name of the first, which has the weights
 * @param inputs names of the nodes it computes from
 * @param weights as the operation says, normalisation folded in
 * @param shape of the weights
 * @param bias a value for each channel or unit
 * @param slope of the rectifier below zero; {@link Kernels#LINEAR} without one
 * @param result shape of what it gives for one image
 * @param image what the units of a dense layer become; empty if they stay a row
 */
public record FoldedNode(
    String name,
    String affine,
    List<String> inputs,
    double[] weights,
    long[] shape,
    double[] bias,
    double slope,
    Shape result,
    Optional<Shape> image) {}
