"""What people are told, and by which ways it reaches them; nothing in here says anything about a patient."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from imaging.index.metadata import Moment, RowId, metadata

news = Table(
    "news",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    # Where it comes from; its name is the most that a message says.
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    # What happened, in the words of whoever tells: nobody is told of one thing twice.
    Column("key", String(200), nullable=False, index=True),
    Column("path", String(300), nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("answer_by", Moment, nullable=True),
    Column("expires_at", Moment, nullable=True),
    Column("read_at", Moment, nullable=True),
    Column("answered_at", Moment, nullable=True),
    Column("withdrawn_at", Moment, nullable=True),
    # When it was decided by which ways it goes out.
    Column("planned_at", Moment, nullable=True),
    # How often it was told more loudly because nobody answered, and when the next time is.
    Column("step", Integer, nullable=False, default=0),
    Column("next_step_at", Moment, nullable=True),
    UniqueConstraint("user_id", "key"),
    Index("ix_news_of_user", "user_id", "id"),
    Index(
        "ix_news_to_plan",
        "id",
        sqlite_where=Column("planned_at").is_(None),
        postgresql_where=Column("planned_at").is_(None),
    ),
    Index(
        "ix_news_to_escalate",
        "next_step_at",
        sqlite_where=Column("next_step_at").is_not(None),
        postgresql_where=Column("next_step_at").is_not(None),
    ),
)

# One way that one piece of news takes: to a browser, to a mailbox, to a robot.
news_deliveries = Table(
    "news_deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("once", String(300), nullable=False, unique=True),
    Column("news_id", ForeignKey("news.id"), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    # The number of the person, the subscription or the hook.
    Column("target_id", BigInteger, nullable=False),
    Column("is_pressing", Integer, nullable=False, default=0),
    Column("due_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    # Who sends it at this moment, and until when nobody else does.
    Column("lease", String(32), nullable=False, default=""),
    Column("leased_until", Moment, nullable=True),
    Column("settled_at", Moment, nullable=True),
    Column("outcome", String(16), nullable=False, default=""),
    Column("problem", String(64), nullable=False, default=""),
    Index(
        "ix_news_deliveries_due",
        "due_at",
        sqlite_where=Column("settled_at").is_(None),
        postgresql_where=Column("settled_at").is_(None),
    ),
    Index("ix_news_deliveries_target", "channel", "target_id"),
)

push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("endpoint_hash", LargeBinary(32), nullable=False, unique=True),
    # The address and the browser's keys; whoever has them can send to it.
    Column("sealed", LargeBinary(4000), nullable=False),
    Column("language", String(8), nullable=False),
    Column("browser", String(200), nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
)

mail_addresses = Table(
    "mail_addresses",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True, autoincrement=False),
    # Empty until somebody has shown that they read what comes there.
    Column("address", String(254), nullable=False, default=""),
    Column("wanted", String(254), nullable=False, default=""),
    Column("code_hash", LargeBinary(32), nullable=True),
    Column("code_sent_at", Moment, nullable=True),
    Column("code_tries", Integer, nullable=False, default=0),
)

# What somebody chose; who chose nothing has no row.
news_choices = Table(
    "news_choices",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("language", String(8), nullable=False),
    Column("channels", Text, nullable=False),
    # Minutes after midnight; none: at any time.
    Column("quiet_from", Integer, nullable=True),
    Column("quiet_until", Integer, nullable=True),
    Column("time_zone", String(64), nullable=False, default=""),
    Column("digest_minutes", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

news_hooks = Table(
    "news_hooks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    # None: of the whole hospital.
    Column("department_id", ForeignKey("departments.id"), nullable=True),
    Column("shape", String(16), nullable=False),
    Column("name", String(100), nullable=False),
    # The address, which is a secret where it names a key, and what messages are signed with.
    Column("sealed", LargeBinary(4000), nullable=False),
    Column("kinds", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_sent_at", Moment, nullable=True),
    Column("failing_since", Moment, nullable=True),
    Column("problem", String(64), nullable=False, default=""),
)

# Who is told when nobody answers.
news_deputies = Table(
    "news_deputies",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("department_id", ForeignKey("departments.id"), nullable=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
)

# How long it may take after nobody answered in time until a deputy is told.
news_rules = Table(
    "news_rules",
    metadata,
    Column("hospital_id", ForeignKey("hospitals.id"), primary_key=True, autoincrement=False),
    Column("routine_minutes", Integer, nullable=False),
    Column("urgent_minutes", Integer, nullable=False),
    Column("emergency_minutes", Integer, nullable=False),
)

# Keys of the installation that others know it by, sealed.
news_keys = Table(
    "news_keys",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("sealed", LargeBinary(1000), nullable=False),
)
