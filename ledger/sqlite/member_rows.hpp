// The writing of membership's rows. Internal to the room.
#pragma once

#include "ledger/core/books.hpp"
#include "ledger/sqlite/statements.hpp"

namespace parkgate::ledger {

void write_member_row(const Statements& sql, const MemberRow& row);
void write_member_row(const Statements& sql, const PointLot& row);
void write_member_row(const Statements& sql, const LotUse& row);
void write_member_row(const Statements& sql, const ReceiptRow& row);
void write_member_row(const Statements& sql, const CapUse& row);
void write_member_row(const Statements& sql, const DeedRow& row);
void write_member_row(const Statements& sql, const ReviewRow& row);
void write_member_row(const Statements& sql, const StampRow& row);
void write_member_row(const Statements& sql, const StampGone& row);
void write_member_row(const Statements& sql, const DeedGone& row);
void write_member_row(const Statements& sql, const CampaignRow& row);
void write_member_row(const Statements& sql, const ExpiryTold& row);

} // namespace parkgate::ledger
