/**
 * Pictures of images, their reconstructions and attribution maps: drawn from finished tables and a
 * model, without fonts or a screen, and written as PNG files.
 */
package io.latentlake.picture;
