package io.latentlake.model;

/**
 * Where the encoder's last stage that still has places lies on the images, which may have been
 * padded before.
 *
 * @param channels of the stage
 * @param height its rows
 * @param width its columns
 * @param top rows that were put above the image
 * @param left columns that were put left of it
 * @param paddedHeight rows of the padded image, which the stage's rows share
 * @param paddedWidth columns of the padded image
 */
public record SpatialStage(
    int channels, int height, int width, int top, int left, int paddedHeight, int paddedWidth) {}
