// What a small ERP would have: customers with numbers of their own, orders with lines, prices by two keys.
using { managed, cuid } from '@sap/cds/common';
namespace sales;

entity Customers : managed {
  key No       : String(10);
  name         : String(80) not null;
  taxNumber    : String(20);
  creditLimit  : Decimal(15,2);
  customerFrom : Date;
  blocked      : Boolean default false;
  visits       : Integer;
  externalKey  : String(40);
}
entity Orders : cuid, managed {
  number      : String(40);
  customer    : Association to Customers;
  placed      : DateTime;
  opens       : Time;
  total       : Decimal(15,2);
  externalKey : String(40);
  lines       : Composition of many OrderLines on lines.parent = $self;
}
entity OrderLines {
  key parent : Association to Orders;
  key pos    : Integer;
  product    : String(20);
  quantity   : Decimal(13,3);
  price      : Decimal(15,2);
}
entity Prices {
  key product : String(20);
  key currency : String(3);
  price        : Decimal(15,4);
  comment      : String(40);
}

service Shop @(path: 'shop', requires: 'authenticated-user') {
  entity Customers as projection on sales.Customers;
  entity Orders as projection on sales.Orders;
  entity OrderLines as projection on sales.OrderLines;
  entity Prices as projection on sales.Prices;
}

annotate sales.Customers with { modifiedAt @odata.etag };
annotate sales.Orders with { modifiedAt @odata.etag };
