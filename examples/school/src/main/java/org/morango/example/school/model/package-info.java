/** The school's entities. */
@NullMarked
package org.morango.example.school.model;

import org.jspecify.annotations.NullMarked;
