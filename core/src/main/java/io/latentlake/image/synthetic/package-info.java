/**
 * Draws images with known ground truth: tiles of woven surface, some with planted defects and their
 * masks, and sprites whose factors are known. Every image is a function of the seed, the kind and
 * its index alone, so any executor can draw any of them.
 */
package io.latentlake.image.synthetic;
