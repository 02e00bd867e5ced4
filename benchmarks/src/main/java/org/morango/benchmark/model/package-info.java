/** The measured application: learners and their activity, as in the reference application. */
@NullMarked
package org.morango.benchmark.model;

import org.jspecify.annotations.NullMarked;
