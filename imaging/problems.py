"""What can go wrong, each under a word that never changes, so that pages say it in their reader's language.

An error's own sentence is English and for logs and terminals. Whoever shows it to people translates its word, and with
it what the error tells under the names that stand beside the word here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Problem(StrEnum):
    """A word, and the names of what is told with it."""

    told: tuple[str, ...]

    def __new__(cls, word: str, *told: str) -> Self:
        """Make a member of its word and the names beside it."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.told = told
        return member

    # What an error is if whoever raises it has nothing closer to say.
    FAILED = "failed"
    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    MISMATCH = "mismatch"
    UNSUPPORTED = "unsupported"
    NOT_FOUND = "not-found"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    UNAUTHENTICATED = "unauthenticated"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"
    NO_SPACE = "no-space"

    # Requests.
    TOO_SLOW = "too-slow"
    WRONG_MEDIA_TYPE = "wrong-media-type"
    FOREIGN_PAGE = "foreign-page"
    STALE_PAGE = "stale-page"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105  (a word for a refusal, no password)
    TOO_MANY_TRIES = "too-many-tries"

    # A field of whatever was sent; ``name`` is the field's.
    FIELD_MISSING = "field-missing", "name"
    FIELD_TOO_LONG = "field-too-long", "name", "longest"
    FIELD_WRONG = "field-wrong", "name"
    FIELD_CONTROL_CHARACTERS = "field-control-characters", "name"
    FIELD_NOT_A_DATE = "field-not-a-date", "name"
    FIELD_NOT_A_MOMENT = "field-not-a-moment", "name"
    FIELD_WITHOUT_TIME_ZONE = "field-without-time-zone", "name"

    # Orders and links.
    ORDER_CANCELLED = "order-cancelled", "accession_number"
    ORDER_NOT_OPEN = "order-not-open"
    ORDER_CHANGING = "order-changing"
    NUMBER_TAKEN = "number-taken", "accession_number"
    NUMBER_CORRECTED = "number-corrected", "accession_number", "now"
    NUMBER_OF_ANOTHER_PATIENT = "number-of-another-patient", "accession_number"
    DIGITS_MISSING = "digits-missing"
    CODE_UNTOLD = "code-untold"
    SLIP_VOIDED = "slip-voided", "accession_number"

    # Files of orders.
    FILE_TOO_LONG = "file-too-long", "most"
    FILE_NO_CSV = "file-no-csv", "line"
    FILE_ENCODING = "file-encoding"
    FILE_COLUMNS = "file-columns", "names"

    # Reports, documents, and studies that wait.
    REPORT_EMPTY = "report-empty"
    REPORT_NEEDS_PDF = "report-needs-pdf"
    REPORT_TOO_LONG = "report-too-long", "longest"
    REPORT_CONTROL_CHARACTERS = "report-control-characters"
    REPORT_NO_PDF = "report-no-pdf"
    REPORT_STATE = "report-state", "state", "next_state"
    REPORT_CLOSED = "report-closed"
    REPORT_IN_REVIEW = "report-in-review"
    REPORT_NOT_IN_REVIEW = "report-not-in-review"
    REPORT_HELD = "report-held", "who"
    REPORT_EDITED = "report-edited"
    REPORT_ARRIVED = "report-arrived", "version"
    REPORT_IS_FINAL = "report-is-final"
    REPORT_NOT_FINAL = "report-not-final"
    REPORT_UNWRITTEN = "report-unwritten"
    NOTHING_TO_RELEASE = "nothing-to-release"
    CRITICAL_SETTLED = "critical-settled"
    CRITICAL_OF_ANOTHER = "critical-of-another", "who"
    NOT_LICENSED = "not-licensed"
    DOCUMENT_DECIDED = "document-decided"
    STUDY_DECIDED = "study-decided"
    STUDY_SAYS_MORE = "study-says-more"
    STUDY_IN_QUESTION = "study-in-question"
    STUDY_OF_NOBODY = "study-of-nobody"

    # Annotations.
    ANNOTATION_CHANGED = "annotation-changed", "version"
    ANNOTATION_OF_ANOTHER = "annotation-of-another"

    # What consults come to.
    CONCLUSION_STATE = "conclusion-state"
    CONCLUSION_CHANGED = "conclusion-changed"
    CONCLUSION_EMPTY = "conclusion-empty"
    CONCLUSION_NOWHERE = "conclusion-nowhere"
    CONCLUSION_SIGNED = "conclusion-signed"
    CONCLUSION_UNSIGNED = "conclusion-unsigned"
    CONCLUSION_NOT_AGREED = "conclusion-not-agreed"
    CONCLUSION_ALTERED = "conclusion-altered"
    CONCLUSION_DRAFTED = "conclusion-drafted"
    DISSENT_MISSING = "dissent-missing"
    ATTESTATION_MISSING = "attestation-missing"

    # Rooms of consults.
    ROOM_CLOSED = "room-closed"
    ROOM_PART = "room-part"
    ROOM_PICTURE = "room-picture"
    ROOM_NOBODY = "room-nobody"
    ROOM_FLOOD = "room-flood"
    ROOM_FULL = "room-full"
    NOT_PRESENTING = "not-presenting"

    # Exports.
    NOTHING_TO_EXPORT = "nothing-to-export"
    IMAGE_LOST = "image-lost", "count"
    TOO_MANY_PICTURES = "too-many-pictures", "most"

    # Consults.
    CONSULT_CHANGED = "consult-changed"
    CONSULT_STATE = "consult-state", "state"
    CONSULT_ANSWERED = "consult-answered"
    CONSULT_TAKEN = "consult-taken", "who"
    CONSULT_NOT_YOURS = "consult-not-yours"
    CONSULT_TO_NOBODY = "consult-to-nobody"
    CONSULT_TO_TOO_MANY = "consult-to-too-many", "most"
    CONSULT_TO_SELF = "consult-to-self"
    CONSULT_ASKED_ALREADY = "consult-asked-already"
    CONSULT_IN_ALREADY = "consult-in-already"
    CONSULT_TAKEN_OUT = "consult-taken-out"
    CONSULT_OPENS_NOTHING = "consult-opens-nothing"
    CONSULT_OPENS_TOO_MUCH = "consult-opens-too-much", "most"
    CONSULT_NOT_OFFERED = "consult-not-offered"
    CONSULT_TIME = "consult-time"
    CONSULT_DEADLINES = "consult-deadlines"
    GROUP_TAKEN = "group-taken", "group"

    # Finding studies.
    TOO_MANY_LISTS = "too-many-lists", "most"

    # Consults.
    CONSULT_OVER = "consult-over"
    QUESTION_NAMES_PATIENT = "question-names-patient"
    TOO_MANY_GUESTS = "too-many-guests", "most"
    GUEST_CODE = "guest-code", "remaining"
    GUEST_TIME = "guest-time", "days"

    # Papers and photographs.
    PAPER_KIND = "paper-kind"
    PAPER_HEIC = "paper-heic"
    PAPER_UNREADABLE = "paper-unreadable"
    PAPER_WITHDRAWN = "paper-withdrawn"
    PAPER_OF_ANOTHER = "paper-of-another"
    PDF_UNREADABLE = "pdf-unreadable"
    PDF_LOCKED = "pdf-locked"

    # People, machines, tokens.
    LOGIN_FORM = "login-form"
    LOGIN_TAKEN = "login-taken", "login"
    PASSWORD_LENGTH = "password-length", "shortest", "longest"
    PASSWORD_COMMON = "password-common"  # noqa: S105  (words for refusals, no passwords)
    PASSWORD_NAMES = "password-names"  # noqa: S105
    WRONG_CODE = "wrong-code"
    WRONG_PROOF = "wrong-proof"
    CODE_WANTED = "code-wanted"
    SIGN_IN_OVER = "sign-in-over"
    FACTOR_NEEDED = "factor-needed"
    INVITATION_OVER = "invitation-over"
    DIRECTORY_NONE = "directory-none"
    DIRECTORY_SILENT = "directory-silent"
    DIRECTORY_WRONG = "directory-wrong"
    DIRECTORY_ADDRESS = "directory-address"
    DIRECTORY_FORM = "directory-form"
    DIRECTORY_OVER = "directory-over"
    DIRECTORY_REFUSED = "directory-refused"
    DIRECTORY_STRANGER = "directory-stranger", "number"
    DIRECTORY_TAKEN = "directory-taken"
    DIRECTORY_OTHER = "directory-other"
    DIRECTORY_ROLE = "directory-role"
    DIRECTORY_NUMBERLESS = "directory-numberless", "claim"
    DEPARTMENT_TAKEN = "department-taken", "name"
    DEPARTMENT_USED = "department-used"
    LICENCE_FORM = "licence-form"
    LICENCE_CHANGED = "licence-changed"
    GRANT_ENDS = "grant-ends", "days"
    GRANT_TO_NOBODY = "grant-to-nobody"
    GRANT_TO_SELF = "grant-to-self"
    PATIENT_UNCERTAIN = "patient-uncertain"
    RULE_TO_SELF = "rule-to-self"
    RULE_TIMES = "rule-times"
    REASON_SHORT = "reason-short", "shortest", "longest"
    SEEN_ANYWAY = "seen-anyway"
    EMERGENCY_NONE = "emergency-none"
    STUDY_TWICE = "study-twice"
    OWN_WAY_IN = "own-way-in"
    TITLE_FORM = "title-form"
    HOST_FORM = "host-form"
    HOST_NOT_SINGLE = "host-not-single"
    PORT_WITHOUT_HOST = "port-without-host"
    MACHINE_ELSEWHERE = "machine-elsewhere", "title"
    MACHINE_HERE = "machine-here", "title"
    MACHINE_ADDRESS = "machine-address"
    MACHINE_TESTS = "machine-tests"

    # Destinations, and what goes there.
    DESTINATION_ADDRESS = "destination-address"
    DESTINATION_KEY = "destination-key", "shortest"
    DESTINATION_KIND = "destination-kind"
    DESTINATION_TAKEN = "destination-taken", "name"
    TOO_MANY_DESTINATIONS = "too-many-destinations", "most"
    DELIVERY_MOVED = "delivery-moved"
    DELIVERY_OVERTAKEN = "delivery-overtaken"
    DELIVERY_IN_QUESTION = "delivery-in-question"
    TOKEN_WITHOUT_SCOPE = "token-without-scope"  # noqa: S105  (a word for a refusal, no token)

    # Being told.
    HOOK_ADDRESS = "hook-address"
    HOOK_KEY = "hook-key", "shortest"
    TOO_MANY_HOOKS = "too-many-hooks", "most"
    MAIL_ADDRESS = "mail-address"
    MAIL_NOT_SET_UP = "mail-not-set-up"
    MAIL_TOO_SOON = "mail-too-soon", "seconds"
    MAIL_CODE = "mail-code"
    PUSH_ADDRESS = "push-address"
