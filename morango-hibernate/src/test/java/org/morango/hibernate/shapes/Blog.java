package org.morango.hibernate.shapes;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.Session;
import org.morango.hibernate.mapping.Syncable;

/** Join entities with embedded keys of two references: followers and favourites. */
public final class Blog implements PublicApplication {
    @Entity
    @Syncable(profile = "p", model = "author")
    public static class Author {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private Long id;

        @Column(unique = true)
        private String username;

        private String bio;
    }

    @Entity
    @Syncable(profile = "p", model = "post")
    public static class Post {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private Long id;

        private String slug;

        @Column(length = 10_000)
        private String body;

        private Instant createdAt;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        private Author author;

        @ElementCollection
        private Set<String> tags = new TreeSet<>();
    }

    @Entity
    @Syncable(profile = "p", model = "comment")
    public static class Comment {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private Long id;

        private String body;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        private Post post;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        private Author author;
    }

    @Embeddable
    public static class FollowId implements Serializable {
        private static final long serialVersionUID = 1L;

        private Long followerId;
        private Long followeeId;

        @Override
        public boolean equals(Object other) {
            return other instanceof FollowId id
                    && Objects.equals(id.followerId, followerId)
                    && Objects.equals(id.followeeId, followeeId);
        }

        @Override
        public int hashCode() {
            return Objects.hash(followerId, followeeId);
        }
    }

    @Entity
    @Syncable(profile = "p", model = "follow")
    public static class Follow {
        @EmbeddedId
        private FollowId id = new FollowId();

        @MapsId("followerId")
        @ManyToOne(fetch = FetchType.LAZY)
        private Author follower;

        @MapsId("followeeId")
        @ManyToOne(fetch = FetchType.LAZY)
        private Author followee;

        private Instant since;
    }

    @Embeddable
    public record FavouriteId(Long authorId, Long postId) implements Serializable {}

    @Entity
    @Syncable(profile = "p", model = "favourite", partition = "${root}:posts:${post}:")
    public static class Favourite {
        @EmbeddedId
        private FavouriteId id;

        @MapsId("authorId")
        @ManyToOne(fetch = FetchType.LAZY)
        private Author author;

        @MapsId("postId")
        @ManyToOne(fetch = FetchType.LAZY)
        private Post post;
    }

    @Override
    public List<Class<?>> entities() {
        return List.of(Author.class, Post.class, Comment.class, Follow.class, Favourite.class);
    }

    private static Author author(Session session, String name) {
        Author author = new Author();
        author.username = name;
        author.bio = "bio of " + name;
        session.persist(author);
        return author;
    }

    private static void follow(Session session, Author follower, Author followee) {
        Follow follow = new Follow();
        follow.follower = follower;
        follow.followee = followee;
        follow.since = Instant.ofEpochSecond(1_700_000_000);
        session.persist(follow);
    }

    private static void favourite(Session session, Author author, Post post) {
        Favourite favourite = new Favourite();
        favourite.id = new FavouriteId(null, null);
        favourite.author = author;
        favourite.post = post;
        session.persist(favourite);
    }

    @Override
    public void fill(Session session, String site) {
        Author ada = author(session, "ada " + site);
        Author bea = author(session, "bea " + site);
        follow(session, ada, bea);
        follow(session, bea, ada);
        for (int i = 0; i < 3; i++) {
            Post post = new Post();
            post.slug = "post-" + i + "-" + site;
            post.body = "body";
            post.createdAt = Instant.ofEpochSecond(1_700_000_000L + i);
            post.author = i == 1 ? bea : ada;
            post.tags.add("tag");
            post.tags.add(site);
            session.persist(post);
            favourite(session, ada, post);
            favourite(session, bea, post);
            Comment comment = new Comment();
            comment.body = "comment " + i + " at " + site;
            comment.author = bea;
            comment.post = post;
            session.persist(comment);
        }
    }

    @Override
    public void change(Session session, String site) {
        Author ada = PublicApplication.find(session, Author.class, "username", "ada " + site);
        Author bea = PublicApplication.find(session, Author.class, "username", "bea " + site);
        Follow follow = PublicApplication.find(session, Follow.class, "follower", bea);
        follow.since = Instant.ofEpochSecond(1_800_000_000);
        session.remove(PublicApplication.find(session, Follow.class, "follower", ada));
        Post post = PublicApplication.find(session, Post.class, "slug", "post-1-" + site);
        post.tags.remove("tag");
        session.remove(PublicApplication.find(session, Comment.class, "body", "comment 2 at " + site));
        Post last = PublicApplication.find(session, Post.class, "slug", "post-2-" + site);
        session.createMutationQuery("delete from " + Favourite.class.getName() + " e where e.post = :post")
                .setParameter("post", last)
                .executeUpdate();
        session.remove(last);
        // Each site follows authors of the other.
        Author reader = author(session, "reader of " + site);
        follow(session, reader, ada);
        favourite(session, reader, post);
    }
}
